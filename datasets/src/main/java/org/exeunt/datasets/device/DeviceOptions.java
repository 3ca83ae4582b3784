package org.exeunt.datasets.device;

import org.exeunt.api.device.Device;
import org.exeunt.api.plugin.Option;

/**
 * Speed, bandwidth and memory of a device. The defaults are in the range of a smartphone on a mobile network; no
 * measured device is meant.
 */
public record DeviceOptions(
        @Option(value = "Speed", unit = "multiply-accumulates per second", min = 1, defaultValue = "2e9")
                double macsPerSecond,
        @Option(value = "Bandwidth from the server", unit = "bytes per second", min = 1, defaultValue = "2.5e6")
                double bytesDown,
        @Option(value = "Bandwidth to the server", unit = "bytes per second", min = 1, defaultValue = "1e6")
                double bytesUp,
        @Option(
                        value = "Memory for training: parameters, gradients, velocities and activations",
                        unit = "bytes",
                        min = 1,
                        defaultValue = "1000000000")
                long memory) {
    Device device(String tier) {
        return new Device(tier, macsPerSecond, bytesDown, bytesUp, memory);
    }
}
