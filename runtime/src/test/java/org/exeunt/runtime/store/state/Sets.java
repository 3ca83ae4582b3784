package org.exeunt.runtime.store.state;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;

/** Creates parameter sets of a given size with arbitrary bits. */
final class Sets {
    private Sets() {}

    static ParameterLayout layout(int size) {
        return new ParameterLayout.Builder()
                .add("w", BlockRole.BACKBONE, 1, List.of(size))
                .build();
    }

    /** Returns arbitrary bit patterns, including NaNs other than the canonical one. */
    static float[] anyBits(long seed, int size) {
        RandomGenerator random = new RandomStreams(seed).stream("bits");
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }
        return values;
    }

    static ParameterSet set(ParameterLayout layout, long seed) {
        return ParameterSet.of(layout.all(), anyBits(seed, layout.size()));
    }

    /** Returns a set with a new layout. */
    static ParameterSet set(int size, long seed) {
        return set(layout(size), seed);
    }

    /** Returns the bits of values; {@code equals} treats all NaNs as equal. */
    static int[] bits(ParameterSet set) {
        return bits(set.values());
    }

    static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
