package org.exeunt.api.random;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random orders of integers. */
public final class RandomOrder {
    private RandomOrder() {}

    /**
     * Shuffles an array in place (Fisher and Yates); all orders have the same probability. Draws one number per element
     * except the first, from the last element on, so that equal generators produce equal orders in every version.
     */
    public static void shuffle(int[] values, RandomGenerator random) {
        for (int last = values.length - 1; last > 0; last--) {
            int chosen = random.nextInt(last + 1);
            int value = values[chosen];
            values[chosen] = values[last];
            values[last] = value;
        }
    }

    /**
     * Returns {@code count} different integers from 0 to {@code size - 1} in random order; all results have the same
     * probability. Draws one number per returned integer, so that equal generators return equal integers in every
     * version.
     *
     * @param count at most {@code size}
     */
    public static int[] draw(int count, int size, RandomGenerator random) {
        // the first elements of a shuffled list, of which only the elements that were moved are stored
        Map<Integer, Integer> moved = new HashMap<>();
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int chosen = i + random.nextInt(size - i);
            drawn[i] = moved.getOrDefault(chosen, chosen);
            moved.put(chosen, moved.getOrDefault(i, i));
        }
        return drawn;
    }
}
