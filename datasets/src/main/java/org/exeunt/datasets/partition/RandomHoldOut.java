package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Partition.ClientShare;

/** Splits at random, without regard to classes; parts are rounded down to whole examples, so that at least one remains for training. */
record RandomHoldOut() implements HoldOut {
    @Override
    public ClientShare split(Pool pool, int[] held, SplitOptions split, RandomGenerator random) {
        int[] shuffled = held.clone();
        Shuffle.inPlace(shuffled, random);
        int validationEnd = shuffled.length - Part.of(shuffled.length, split.keptForTest());
        int trainEnd = validationEnd - Part.of(shuffled.length, split.keptForValidation());
        return new ClientShare(
                Arrays.copyOf(shuffled, trainEnd),
                Arrays.copyOfRange(shuffled, trainEnd, validationEnd),
                Arrays.copyOfRange(shuffled, validationEnd, shuffled.length));
    }
}
