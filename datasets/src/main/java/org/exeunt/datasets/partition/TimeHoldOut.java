package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.data.Partition.ClientShare;

/**
 * Splits in time order: the last examples are for the test, those before for validation, the rest for training.
 * Adjacent windows of a signal overlap, so {@code gap} examples are dropped before each of the two cuts. With {@code
 * perLabelRun}, each run of equal labels is split separately; nothing is dropped between runs. Held-out parts are
 * rounded down. A run that is too short for its gaps has no training examples.
 */
record TimeHoldOut(int gap, boolean perLabelRun) implements HoldOut {
    @Override
    public ClientShare split(Pool pool, int[] indices, SplitOptions split, RandomGenerator random) {
        IntStream.Builder train = IntStream.builder();
        IntStream.Builder validation = IntStream.builder();
        IntStream.Builder test = IntStream.builder();
        for (int start = 0; start < indices.length; ) {
            int end = perLabelRun ? endOfRun(pool, indices, start) : indices.length;
            int testStart = end - DecimalProduct.floor(split.heldOutForTest(), end - start);
            int validationEnd = before(testStart, end, start);
            int validationStart =
                    Math.max(start, validationEnd - DecimalProduct.floor(split.heldOutForValidation(), end - start));
            int trainEnd = before(validationStart, validationEnd, start);
            Arrays.stream(indices, start, trainEnd).forEach(train);
            Arrays.stream(indices, validationStart, validationEnd).forEach(validation);
            Arrays.stream(indices, testStart, end).forEach(test);
            start = end;
        }
        return new ClientShare(
                train.build().toArray(),
                validation.build().toArray(),
                test.build().toArray());
    }

    private static int endOfRun(Pool pool, int[] indices, int start) {
        int end = start + 1;
        while (end < indices.length && pool.label(indices[end]) == pool.label(indices[start])) {
            end++;
        }
        return end;
    }

    /** Returns the end of the part before another: {@code gap} examples earlier, unless the other part is empty. */
    private int before(int partStart, int partEnd, int start) {
        return partStart == partEnd ? partStart : Math.max(start, partStart - gap);
    }
}
