/**
 * Which device networks are computed on: what is asked for ({@link org.exeunt.dl4j.device.Device}), what the machine has, and the decision
 * ({@link org.exeunt.dl4j.device.DeviceInUse}), made before ND4J loads a backend.
 */
package org.exeunt.dl4j.device;
