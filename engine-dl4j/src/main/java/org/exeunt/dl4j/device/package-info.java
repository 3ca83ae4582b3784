/**
 * Selection of the device that computes networks: from the configured {@link org.exeunt.dl4j.device.Device} and the
 * hardware of the machine, {@link org.exeunt.dl4j.device.SelectedDevice} is determined before ND4J loads a backend.
 */
package org.exeunt.dl4j.device;
