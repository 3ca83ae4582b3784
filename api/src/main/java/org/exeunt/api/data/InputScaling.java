package org.exeunt.api.data;

import java.util.List;
import org.exeunt.api.Experimental;

/**
 * Scaling from raw values to the values of examples, per channel: {@code (raw - mean) / deviation}.
 *
 * <p>Channels are the positions along the first axis of the {@link InputShape}. Immutable.
 *
 * @param unit unit of raw values, such as {@code bytes from 0 to 255}
 * @param channels one per position along the first axis of the input shape; empty for a scaling without channel names
 */
@Experimental
public record InputScaling(String unit, List<Channel> channels) {
    /**
     * The scaling of one channel.
     *
     * @param name such as {@code red}
     * @param mean value to subtract, in raw units
     * @param deviation value to divide by, in raw units; above 0
     */
    public record Channel(String name, double mean, double deviation) {
        public Channel {
            if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation <= 0) {
                throw new IllegalArgumentException(
                        "channel '%s' has mean %s and deviation %s; expected finite numbers and a deviation above 0"
                                .formatted(name, mean, deviation));
            }
        }
    }

    public InputScaling {
        channels = List.copyOf(channels);
    }

    /**
     * Returns the scaling that leaves values unchanged, without channel names.
     *
     * @param unit unit of raw values
     */
    public static InputScaling none(String unit) {
        return new InputScaling(unit, List.of());
    }

    /** Returns whether this scaling leaves values unchanged. */
    public boolean isNone() {
        return channels.stream().allMatch(channel -> channel.mean() == 0 && channel.deviation() == 1);
    }
}
