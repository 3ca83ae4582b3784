package org.exeunt.api.device;

import org.exeunt.api.Bytes;
import org.exeunt.api.Experimental;

/**
 * The device of a client, for simulated times and memory limits.
 *
 * @param tier name of a group of devices, for reports
 * @param macsPerSecond speed, in multiply-accumulates per second; at least 1, may be infinite
 * @param bytesPerSecondDown bandwidth from the server to the client; at least 1, may be infinite
 * @param bytesPerSecondUp bandwidth from the client to the server; at least 1, may be infinite
 * @param memory bytes of memory for training; at least 1
 */
@Experimental
public record Device(
        String tier, double macsPerSecond, double bytesPerSecondDown, double bytesPerSecondUp, long memory) {
    public Device {
        if (!(macsPerSecond >= 1 && bytesPerSecondDown >= 1 && bytesPerSecondUp >= 1) || memory < 1) {
            throw new IllegalArgumentException(
                    ("device '%s' has %s MACs per second, %s bytes per second down, %s up, %d bytes of memory; expected"
                                    + " numbers of at least 1")
                            .formatted(tier, macsPerSecond, bytesPerSecondDown, bytesPerSecondUp, memory));
        }
    }

    /**
     * Returns the simulated seconds of a client's turn, {@code macs / speed + bytes / bandwidth}.
     *
     * @param macs multiply-accumulates of the whole turn
     * @param down bytes received
     * @param up bytes sent
     */
    public double seconds(double macs, Bytes down, Bytes up) {
        return macs / macsPerSecond + down.count() / bytesPerSecondDown + up.count() / bytesPerSecondUp;
    }
}
