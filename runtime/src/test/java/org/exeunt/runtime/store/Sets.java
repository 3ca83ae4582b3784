package org.exeunt.runtime.store;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;

/** Creates parameter sets of a given size with arbitrary bits. */
public final class Sets {
    private Sets() {}

    public static ParameterLayout layout(int size) {
        return new ParameterLayout.Builder()
                .add("w", BlockRole.BACKBONE, 1, List.of(size))
                .build();
    }

    /** Returns arbitrary bit patterns, including NaNs other than the canonical one. */
    public static float[] anyBits(long seed, int size) {
        RandomGenerator random = new RandomStreams(seed).stream("bits");
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }
        return values;
    }

    public static ParameterSet set(ParameterLayout layout, long seed) {
        return set(layout.all(), seed);
    }

    public static ParameterSet set(BlockSet blocks, long seed) {
        return ParameterSet.of(blocks, anyBits(seed, blocks.size()));
    }

    /** Returns a set with a new layout. */
    public static ParameterSet set(int size, long seed) {
        return set(layout(size), seed);
    }

    /** Returns the bits of values; {@code equals} treats all NaNs as equal. */
    public static int[] bits(ParameterSet set) {
        return bits(set.values());
    }

    public static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
