package org.exeunt.datasets.partition;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Partition.ClientShare;

/**
 * Splits what one client holds into training and test examples at random, without regard to classes.
 *
 * @param testShare in [0, 1); rounded down to whole examples, so that at least one remains for training
 */
record HoldOut(double testShare) {
    ClientShare split(int[] examples, RandomGenerator random) {
        int[] shuffled = examples.clone();
        Shuffle.inPlace(shuffled, random);
        int train = shuffled.length - (int) (testShare * shuffled.length);
        return new ClientShare(Arrays.copyOf(shuffled, train), Arrays.copyOfRange(shuffled, train, shuffled.length));
    }
}
