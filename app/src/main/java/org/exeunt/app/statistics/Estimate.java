package org.exeunt.app.statistics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * A mean over repetitions.
 *
 * @param count of repetitions, at least 1
 * @param mean of the values
 * @param deviation sample standard deviation, with count - 1 degrees of freedom; 0 for one value
 * @param halfWidth of the 95 % confidence interval of the mean by Student's t; infinite for one value
 */
public record Estimate(int count, double mean, double deviation, double halfWidth) {
    private static final double CONFIDENCE = 0.95;

    /** Returns the estimate from some values. */
    public static Estimate of(double... values) {
        SummaryStatistics statistics = new SummaryStatistics();
        Arrays.stream(values).forEach(statistics::addValue);
        if (values.length == 1) {
            return new Estimate(1, values[0], 0, Double.POSITIVE_INFINITY);
        }
        double t = new TDistribution(values.length - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
        double deviation = statistics.getStandardDeviation();
        return new Estimate(values.length, statistics.getMean(), deviation, t * deviation / Math.sqrt(values.length));
    }
}
