package org.exeunt.app.statistics;

import java.util.Arrays;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/**
 * The exact Wilcoxon signed-rank test (F. Wilcoxon, Biometrics 1945). Zeros are omitted, equal magnitudes share their
 * mean rank, and the distribution assumes that all combinations of signs are equally likely. The test of commons-math
 * is exact only without ties and zeros.
 */
final class SignedRank {
    private SignedRank() {}

    /** Returns the two-sided p; 1 if all differences are 0. */
    static double p(double[] differences) {
        double[] nonZero =
                Arrays.stream(differences).filter(value -> value != 0).toArray();
        if (nonZero.length == 0) {
            return 1;
        }
        int[] doubled = doubledRanks(nonZero);
        int positive = 0;
        for (int i = 0; i < nonZero.length; i++) {
            positive += nonZero[i] > 0 ? doubled[i] : 0;
        }
        double[] probabilities = distribution(doubled);
        int total = probabilities.length - 1;
        double tail = 0;
        for (int sum = 0; sum <= Math.min(positive, total - positive); sum++) {
            tail += probabilities[sum];
        }
        return Math.min(1, 2 * tail);
    }

    /** Returns the smallest possible two-sided p, which occurs if all differences other than 0 have one sign. */
    static double leastP(double[] differences) {
        long nonZero = Arrays.stream(differences).filter(value -> value != 0).count();
        return Math.min(1, Math.pow(2, 1.0 - nonZero));
    }

    /** Returns twice the rank of each magnitude, so that shared ranks are integers. */
    private static int[] doubledRanks(double[] values) {
        double[] ranks =
                new NaturalRanking().rank(Arrays.stream(values).map(Math::abs).toArray());
        return Arrays.stream(ranks).mapToInt(rank -> (int) (2 * rank)).toArray();
    }

    /** Returns the probability of each sum of a random subset of the ranks. */
    private static double[] distribution(int[] ranks) {
        double[] probabilities = new double[Arrays.stream(ranks).sum() + 1];
        probabilities[0] = 1;
        for (int rank : ranks) {
            double[] next = new double[probabilities.length];
            for (int sum = 0; sum < probabilities.length; sum++) {
                next[sum] += probabilities[sum] / 2;
                if (sum >= rank) {
                    next[sum] += probabilities[sum - rank] / 2;
                }
            }
            probabilities = next;
        }
        return probabilities;
    }
}
