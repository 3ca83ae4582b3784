/**
 * The simulated devices of clients: {@link org.exeunt.api.device.Device} has speed, bandwidth and memory, a
 * {@link org.exeunt.api.device.DeviceModel} assigns one to each client.
 */
@NullMarked
package org.exeunt.api.device;

import org.jspecify.annotations.NullMarked;
