package org.exeunt.datasets.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Partition.ClientShare;

/**
 * Splits in time: the last share of what a client holds, in order, is for the test, what comes before it for validation, the rest for training.
 * Neighbouring windows of a signal overlap, so {@code gap} examples before each of the two cuts are left out. With {@code perLabelRun}, each run
 * of equal labels is split on its own; between runs nothing is left out, as windows have one label each. Parts are rounded down, and a run too
 * short for its gaps gives nothing for training.
 */
record TimeHoldOut(int gap, boolean perLabelRun) implements HoldOut {
    @Override
    public ClientShare split(Pool pool, int[] held, SplitOptions split, RandomGenerator random) {
        List<Integer> train = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        List<Integer> test = new ArrayList<>();
        for (int begin = 0; begin < held.length; ) {
            int end = perLabelRun ? endOfRun(pool, held, begin) : held.length;
            int testBegin = end - Part.of(end - begin, split.keptForTest());
            int validationEnd = before(testBegin, end, begin);
            int validationBegin = Math.max(begin, validationEnd - Part.of(end - begin, split.keptForValidation()));
            int trainEnd = before(validationBegin, validationEnd, begin);
            add(held, begin, trainEnd, train);
            add(held, validationBegin, validationEnd, validation);
            add(held, testBegin, end, test);
            begin = end;
        }
        return new ClientShare(array(train), array(validation), array(test));
    }

    private static int endOfRun(Pool pool, int[] held, int begin) {
        int end = begin + 1;
        while (end < held.length && pool.label(held[end]) == pool.label(held[begin])) {
            end++;
        }
        return end;
    }

    /** Returns where what comes before a part ends: its gap before the part, unless that is empty. */
    private int before(int partBegin, int partEnd, int begin) {
        return partBegin == partEnd ? partBegin : Math.max(begin, partBegin - gap);
    }

    private static void add(int[] held, int from, int to, List<Integer> part) {
        IntStream.range(from, to).forEach(place -> part.add(held[place]));
    }

    private static int[] array(List<Integer> part) {
        return part.stream().mapToInt(Integer::intValue).toArray();
    }
}
