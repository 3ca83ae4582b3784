package org.exeunt.strategies;

import java.util.Optional;
import org.exeunt.api.params.ParameterSet;

/**
 * A vector that is read in chunks, so that whole networks can be compared without copying them: parameters, or a change
 * of parameters.
 *
 * @param values the parameters
 * @param subtracted is subtracted from them, if present
 */
public record ParameterVector(ParameterSet values, Optional<ParameterSet> subtracted) {
    /** Returns the values of a parameter set. */
    public static ParameterVector of(ParameterSet set) {
        return new ParameterVector(set, Optional.empty());
    }

    /**
     * Returns {@code after - before}, each value rounded to float.
     *
     * @throws IllegalArgumentException if the sets have different blocks
     */
    public static ParameterVector difference(ParameterSet after, ParameterSet before) {
        if (!after.blocks().equals(before.blocks())) {
            throw new IllegalArgumentException(
                    "parameter sets have different blocks: %s and %s".formatted(after.blocks(), before.blocks()));
        }
        return new ParameterVector(after, Optional.of(before));
    }

    /** Returns the number of values. */
    public int size() {
        return values.size();
    }

    /**
     * Copies {@code count} values to the start of {@code target}.
     *
     * @param from index of the first value
     */
    public void read(int from, float[] target, int count) {
        values.read(from, target, count);
        if (subtracted.isPresent()) {
            float[] subtrahend = new float[count];
            subtracted.get().read(from, subtrahend, count);
            for (int i = 0; i < count; i++) {
                target[i] -= subtrahend[i];
            }
        }
    }
}
