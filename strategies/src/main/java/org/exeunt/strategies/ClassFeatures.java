package org.exeunt.strategies;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;

/** Statistics of the features of a client's examples at an exit, per class, accumulated in double. */
public final class ClassFeatures {
    private final int[] counts;
    private final double[][] sums;
    private double squares;

    /**
     * Creates the statistics of no examples.
     *
     * @param width number of values of a feature
     */
    public ClassFeatures(int classes, int width) {
        this.counts = new int[classes];
        this.sums = new double[classes][width];
    }

    /** Returns the statistics of the features of all examples at some exits, computed in inference mode. */
    public static SortedMap<Exit, ClassFeatures> of(Network network, Examples examples, ExitSet exits) {
        SortedMap<Exit, ClassFeatures> features = new TreeMap<>();
        for (Exit exit : exits) {
            int width = network.spec().featureSizes().get(exit.index());
            features.put(exit, new ClassFeatures(network.spec().classes(), width));
        }
        if (!exits.isEmpty()) {
            network.forward(
                    examples,
                    pass -> features.forEach((exit, each) -> {
                        for (int b = 0; b < pass.size(); b++) {
                            each.add(pass.label(b), pass.feature(exit), b * each.width());
                        }
                    }));
        }
        return features;
    }

    /**
     * Adds an example.
     *
     * @param from index in {@code values} of the first value of the feature
     */
    public void add(int label, double[] values, int from) {
        counts[label]++;
        double[] sum = sums[label];
        for (int f = 0; f < sum.length; f++) {
            double value = values[from + f];
            sum[f] += value;
            squares += value * value;
        }
    }

    /** Returns the number of examples of each class. */
    public float[] counts() {
        float[] result = new float[counts.length];
        for (int c = 0; c < result.length; c++) {
            result[c] = counts[c];
        }
        return result;
    }

    /** Returns the mean feature of each class, {@code [classes, features]}; zeros for a class without examples. */
    public float[] means() {
        float[] means = new float[counts.length * width()];
        for (int c = 0; c < counts.length; c++) {
            for (int f = 0; f < width() && counts[c] > 0; f++) {
                means[c * width() + f] = (float) (sums[c][f] / counts[c]);
            }
        }
        return means;
    }

    /** Returns the mean feature of each class, {@code [classes][features]}, with null for a class without examples. */
    public double[][] prototypes() {
        return Prototypes.rows(means(), counts.length);
    }

    /**
     * Returns h, the mean feature of each class multiplied by the class's fraction of the examples,
     * {@code [classes, features]}.
     */
    public float[] weightedMeans() {
        float[] means = new float[counts.length * width()];
        for (int c = 0; c < counts.length; c++) {
            for (int f = 0; f < width(); f++) {
                means[c * width() + f] = (float) (sums[c][f] / examples());
            }
        }
        return means;
    }

    /**
     * Returns {@code V = (1/N) sum_c [ q_c mean ||f||^2 - q_c^2 ||mu_c||^2 ]}, at least 0, with q_c the fraction and
     * mu_c the mean of class c: the variance of h as an estimate from N examples.
     */
    public double variance() {
        double examples = examples();
        double squaresOfSums = 0;
        for (double[] sum : sums) {
            for (double value : sum) {
                squaresOfSums += value * value;
            }
        }
        return Math.max(0, (squares / examples - squaresOfSums / (examples * examples)) / examples);
    }

    private int width() {
        return sums[0].length;
    }

    private int examples() {
        return IntStream.of(counts).sum();
    }
}
