package org.exeunt.api.random;

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
}
