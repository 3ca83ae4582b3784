package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.random.RandomOrder;

/**
 * Splits at random, independent of classes. Held-out parts are rounded down, so that at least one example remains for
 * training.
 */
record RandomHoldOut() implements HoldOut {
    @Override
    public ClientShare split(Pool pool, int[] indices, SplitOptions split, RandomGenerator random) {
        int[] shuffled = indices.clone();
        RandomOrder.shuffle(shuffled, random);
        int validationEnd = shuffled.length - DecimalProduct.floor(split.heldOutForTest(), shuffled.length);
        int trainEnd = validationEnd - DecimalProduct.floor(split.heldOutForValidation(), shuffled.length);
        return new ClientShare(
                Arrays.copyOf(shuffled, trainEnd),
                Arrays.copyOfRange(shuffled, trainEnd, validationEnd),
                Arrays.copyOfRange(shuffled, validationEnd, shuffled.length));
    }
}
