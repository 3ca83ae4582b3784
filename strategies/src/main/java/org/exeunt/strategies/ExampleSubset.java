package org.exeunt.strategies;

import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;

/** Draws random subsets of a client's examples, for methods that learn a few scalars from a part of the data. */
public final class ExampleSubset {
    private ExampleSubset() {}

    /** Returns {@code size} examples in random order, without repetition; all examples if there are fewer. */
    public static Examples draw(Examples examples, int size, RandomGenerator random) {
        int[] order = new int[examples.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        int[] drawn = new int[Math.min(size, order.length)];
        for (int i = 0; i < drawn.length; i++) {
            int j = i + random.nextInt(order.length - i);
            drawn[i] = order[j];
            order[j] = order[i];
        }
        return examples.select(drawn);
    }
}
