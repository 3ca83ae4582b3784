package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;

/** Random order (Fisher and Yates). */
final class Shuffle {
    private Shuffle() {}

    static void inPlace(int[] items, RandomGenerator random) {
        for (int last = items.length - 1; last > 0; last--) {
            int chosen = random.nextInt(last + 1);
            int item = items[chosen];
            items[chosen] = items[last];
            items[last] = item;
        }
    }
}
