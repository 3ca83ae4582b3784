package org.exeunt.datasets.partition;

import java.util.Arrays;

/** Makes lists of indices longer. */
final class Append {
    private Append() {}

    /** Returns what is held followed by a range of others. */
    static int[] range(int[] held, int[] others, int from, int to) {
        int[] longer = Arrays.copyOf(held, held.length + to - from);
        System.arraycopy(others, from, longer, held.length, to - from);
        return longer;
    }
}
