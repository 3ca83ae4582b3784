package org.exeunt.runtime.store.state;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;

/** Parameter sets of a given size with any bits at all. */
final class Sets {
    private Sets() {}

    static ParameterLayout layout(int size) {
        return new ParameterLayout.Builder()
                .add("w", BlockRole.BACKBONE, 1, List.of(size))
                .build();
    }

    /** Returns values of which some are not numbers, and not the usual ones that are none. */
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

    /** Returns a set of a layout of its own. */
    static ParameterSet set(int size, long seed) {
        return set(layout(size), seed);
    }

    /** Returns the bits of values; {@code equals} takes all that are not numbers for one. */
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
