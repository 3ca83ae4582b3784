package org.exeunt.app.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The comparison of two methods on the same seeds.
 *
 * @param count of pairs, at least 2
 * @param difference mean of first minus second
 * @param halfWidth of the 95 % confidence interval of the mean difference by Student's t
 * @param effect mean difference divided by the standard deviation of the differences (Cohen's d_z); empty if these do
 *     not vary, or are two, whose standard deviation is too uncertain
 * @param studentP two-sided p of the paired t test; empty as {@code effect} is
 * @param signedRankP two-sided exact p of the Wilcoxon signed-rank test
 * @param leastSignedRankP the smallest possible p of that test for this number of differences other than 0
 */
public record Paired(
        int count,
        double difference,
        double halfWidth,
        OptionalDouble effect,
        OptionalDouble studentP,
        double signedRankP,
        double leastSignedRankP) {
    /** Compares two series whose values are paired by index. */
    public static Paired of(double[] first, double[] second) {
        if (first.length != second.length || first.length < 2) {
            throw new IllegalArgumentException(
                    "%d and %d values; expected equal numbers, at least 2".formatted(first.length, second.length));
        }
        double largest = 0;
        double[] differences = new double[first.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = Rounding.difference(first[i], second[i]);
            largest = Math.max(largest, Math.max(Math.abs(first[i]), Math.abs(second[i])));
        }
        Estimate estimate = Estimate.of(differences);
        double magnitude = largest;
        double[] units = Arrays.stream(differences)
                .map(difference -> Rounding.units(difference, magnitude))
                .toArray();
        OptionalDouble effect = first.length < 3 || Rounding.isError(estimate.deviation(), largest)
                ? OptionalDouble.empty()
                : OptionalDouble.of(estimate.mean() / estimate.deviation());
        return new Paired(
                first.length,
                estimate.mean(),
                estimate.halfWidth(),
                effect,
                effect.isEmpty()
                        ? effect
                        : OptionalDouble.of(studentP(effect.getAsDouble() * Math.sqrt(first.length), first.length - 1)),
                SignedRank.p(units),
                SignedRank.leastP(units));
    }

    private static double studentP(double t, int freedom) {
        return 2 * new TDistribution(freedom).cumulativeProbability(-Math.abs(t));
    }
}
