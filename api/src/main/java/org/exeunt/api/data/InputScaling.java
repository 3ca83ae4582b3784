package org.exeunt.api.data;

import java.util.List;
import org.exeunt.api.Experimental;

/**
 * How raw values become those of a data set's examples: {@code (raw - mean) / deviation}, channel by channel.
 *
 * <p>Channels are the places along the first axis of the {@link InputShape}. Immutable.
 */
@Experimental
public final class InputScaling {
    private final String unit;
    private final List<Channel> channels;

    /**
     * One channel of raw values.
     *
     * @param name such as {@code red}
     * @param mean what is subtracted, in raw units
     * @param deviation what the difference is divided by, in raw units; above 0
     */
    public record Channel(String name, double mean, double deviation) {
        public Channel {
            if (!Double.isFinite(mean) || !Double.isFinite(deviation) || deviation <= 0) {
                throw new IllegalArgumentException(
                        "channel '%s' has mean %s and deviation %s; expected finite numbers, the deviation above 0"
                                .formatted(name, mean, deviation));
            }
        }
    }

    private InputScaling(String unit, List<Channel> channels) {
        this.unit = unit;
        this.channels = List.copyOf(channels);
    }

    /**
     * Returns a scaling by channel.
     *
     * @param unit of raw values, such as {@code bytes from 0 to 255}
     * @param channels as many as the first axis of the input shape is long
     */
    public static InputScaling of(String unit, List<Channel> channels) {
        return new InputScaling(unit, channels);
    }

    /** Returns the scaling of values that are used as they are, and whose channels need no names. */
    public static InputScaling none(String unit) {
        return new InputScaling(unit, List.of());
    }

    /** Returns the unit of raw values. */
    public String unit() {
        return unit;
    }

    /** Returns the channels in order; none if values are used as they are and channels have no names. */
    public List<Channel> channels() {
        return channels;
    }

    /** Returns whether raw values are used as they are. */
    public boolean isNone() {
        return channels.stream().allMatch(channel -> channel.mean() == 0 && channel.deviation() == 1);
    }
}
