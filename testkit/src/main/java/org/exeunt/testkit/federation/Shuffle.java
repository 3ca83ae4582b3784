package org.exeunt.testkit.federation;

import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Shuffles a list with a random stream. */
final class Shuffle {
    private Shuffle() {}

    static void inPlace(List<?> list, RandomGenerator random) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, random.nextInt(i + 1));
        }
    }
}
