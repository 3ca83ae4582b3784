package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Operations on arrays of example indices. */
final class Indices {
    private Indices() {}

    /** Returns the indices {@code from} to {@code to - 1} of each group in ascending order. */
    static int[][] grouped(int groups, int from, int to, IntUnaryOperator group) {
        int[] sizes = new int[groups];
        IntStream.range(from, to).forEach(index -> sizes[group.applyAsInt(index)]++);
        int[][] members = IntStream.of(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        for (int index = to - 1; index >= from; index--) {
            int of = group.applyAsInt(index);
            members[of][--sizes[of]] = index;
        }
        return members;
    }

    /** Returns {@code indices} followed by elements {@code from} to {@code to - 1} of {@code others}. */
    static int[] append(int[] indices, int[] others, int from, int to) {
        int[] longer = Arrays.copyOf(indices, indices.length + to - from);
        System.arraycopy(others, from, longer, indices.length, to - from);
        return longer;
    }

    /**
     * Returns the start of part {@code part}, 0-based, of examples split into {@code parts} parts of sizes that differ
     * by at most one.
     */
    static int cut(int examples, int part, int parts) {
        return (int) ((long) part * examples / parts);
    }
}
