package org.exeunt.api.data;

import java.util.List;
import org.exeunt.api.Experimental;

/**
 * Scaling from raw values to the values of examples, per channel: {@code (raw - mean) / deviation}.
 *
 * <p>Channels are the positions along the first axis of the {@link InputShape}. Immutable.
 */
@Experimental
public final class InputScaling {
    private final String unit;
    private final List<Channel> channels;

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

    private InputScaling(String unit, List<Channel> channels) {
        this.unit = unit;
        this.channels = List.copyOf(channels);
    }

    /**
     * Returns a scaling per channel.
     *
     * @param unit unit of raw values, such as {@code bytes from 0 to 255}
     * @param channels one per position along the first axis of the input shape
     */
    public static InputScaling of(String unit, List<Channel> channels) {
        return new InputScaling(unit, channels);
    }

    /**
     * Returns the scaling that leaves values unchanged, without channel names.
     *
     * @param unit unit of raw values
     */
    public static InputScaling none(String unit) {
        return new InputScaling(unit, List.of());
    }

    /** Returns the unit of raw values. */
    public String unit() {
        return unit;
    }

    /** Returns the channels in order; empty for a scaling without channel names. */
    public List<Channel> channels() {
        return channels;
    }

    /** Returns whether this scaling leaves values unchanged. */
    public boolean isNone() {
        return channels.stream().allMatch(channel -> channel.mean() == 0 && channel.deviation() == 1);
    }
}
