package org.exeunt.strategies;

import org.exeunt.api.params.ParameterSet;

/**
 * A vector that is read in chunks, so that whole networks can be compared without copying them: parameters, or a change
 * of parameters.
 */
public interface ParameterVector {
    /** Returns the number of values. */
    int size();

    /**
     * Copies {@code count} values to the start of {@code target}.
     *
     * @param from index of the first value
     */
    void read(int from, float[] target, int count);

    /** Returns the values of a parameter set. */
    static ParameterVector of(ParameterSet set) {
        return new ParameterVector() {
            @Override
            public int size() {
                return set.size();
            }

            @Override
            public void read(int from, float[] target, int count) {
                set.read(from, target, count);
            }
        };
    }

    /**
     * Returns {@code after - before}, each value rounded to float. The result is not thread-safe.
     *
     * @throws IllegalArgumentException if the sets have different blocks
     */
    static ParameterVector difference(ParameterSet after, ParameterSet before) {
        if (!after.blocks().equals(before.blocks())) {
            throw new IllegalArgumentException(
                    "parameter sets have different blocks: %s and %s".formatted(after.blocks(), before.blocks()));
        }
        return new ParameterVector() {
            private float[] subtrahend = {};

            @Override
            public int size() {
                return after.size();
            }

            @Override
            public void read(int from, float[] target, int count) {
                if (subtrahend.length < count) {
                    subtrahend = new float[count];
                }
                after.read(from, target, count);
                before.read(from, subtrahend, count);
                for (int i = 0; i < count; i++) {
                    target[i] -= subtrahend[i];
                }
            }
        };
    }
}
