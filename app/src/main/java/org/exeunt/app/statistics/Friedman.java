package org.exeunt.app.statistics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/**
 * Ranks of methods over many settings (M. Friedman 1937) and Nemenyi's critical difference, as J. Demsar recommends
 * (Statistical Comparisons of Classifiers over Multiple Data Sets, JMLR 7, 2006, section 3.2.2). Settings must be
 * independent: they differ in data or partition. Values of several seeds are averaged first.
 *
 * @param blocks number of settings
 * @param averageRanks of each method, 1 for the best; values that are equal but for rounding share their mean rank
 * @param chiSquared Friedman's statistic, corrected for ties
 * @param p probability of such rank differences if all methods are equal
 * @param criticalDifference of two average ranks at level 0.05; NaN for more than 20 methods
 */
public record Friedman(int blocks, double[] averageRanks, double chiSquared, double p, double criticalDifference) {
    /**
     * Quantiles of the studentised range at 0.05 for infinite degrees of freedom, divided by the square root of 2, from
     * 2 methods on.
     */
    private static final double[] NEMENYI = {
        1.959964, 2.343701, 2.569032, 2.727774, 2.849705, 2.948320, 3.030879, 3.101730, 3.163684, 3.218654, 3.268004,
        3.312739, 3.353618, 3.391230, 3.426041, 3.458425, 3.488685, 3.517073, 3.543799
    };

    /** Minimum number of settings for p: more than 10, by Demsar's rule. */
    public static final int MIN_BLOCKS = 11;

    /** Returns whether there are enough settings for p. */
    public boolean isTest() {
        return blocks >= MIN_BLOCKS;
    }

    /**
     * Ranks methods.
     *
     * @param values by setting and method, higher is better; at least 2 settings and 2 methods
     */
    public static Friedman of(double[][] values) {
        int blocks = values.length;
        int methods = values[0].length;
        double[] averages = new double[methods];
        double spread = 0;
        for (double[] setting : values) {
            double largest = Arrays.stream(setting).map(Math::abs).max().orElseThrow();
            double[] ranks = new NaturalRanking()
                    .rank(Arrays.stream(setting)
                            .map(value -> -Rounding.units(value, largest))
                            .toArray());
            for (int method = 0; method < methods; method++) {
                averages[method] += ranks[method] / blocks;
                spread += Math.pow(ranks[method] - (methods + 1) / 2.0, 2);
            }
        }
        double squares = 0;
        for (double average : averages) {
            squares += Math.pow(average - (methods + 1) / 2.0, 2);
        }
        double chiSquared = spread == 0 ? 0 : (methods - 1) * Math.pow(blocks, 2) * squares / spread;
        double p = 1 - new ChiSquaredDistribution(methods - 1.0).cumulativeProbability(chiSquared);
        double critical = methods - 2 < NEMENYI.length
                ? NEMENYI[methods - 2] * Math.sqrt(methods * (methods + 1) / (6.0 * blocks))
                : Double.NaN;
        return new Friedman(blocks, averages, chiSquared, p, critical);
    }
}
