package org.exeunt.app.statistics;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * Two methods on the same seeds.
 *
 * @param count of pairs, at least 2
 * @param difference mean of first minus second
 * @param effect the difference in standard deviations of the differences (Cohen's d_z); infinite, with the sign of the difference, if these do
 *     not vary, 0 if there is none
 * @param studentP two-sided p of the paired t test; of differences that do not vary 0, or 1 if they are 0
 * @param signedRankP two-sided exact p of the Wilcoxon signed-rank test
 */
public record Paired(int count, double difference, double effect, double studentP, double signedRankP) {
    /** Compares values that belong together place by place. */
    public static Paired of(double[] first, double[] second) {
        if (first.length != second.length || first.length < 2) {
            throw new IllegalArgumentException(
                    "%d and %d values; expected as many, at least 2".formatted(first.length, second.length));
        }
        double[] differences = new double[first.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = first[i] - second[i];
        }
        Estimate estimate = Estimate.of(differences, 0.95);
        double mean = estimate.mean();
        double deviation = estimate.deviation();
        double effect = mean == 0 ? 0 : mean / deviation;
        return new Paired(
                first.length,
                mean,
                effect,
                studentP(effect * Math.sqrt(first.length), first.length - 1),
                SignedRank.p(differences));
    }

    private static double studentP(double t, int freedom) {
        return 2 * new TDistribution(freedom).cumulativeProbability(-Math.abs(t));
    }
}
