package org.exeunt.strategies.discriminant;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Sums over labelled features: the number of examples of each class, the sum of features of each class
 * {@code [classes, features]}, and the sum of products of two features, a triangle row by row. Sums of disjoint sets of
 * examples are added.
 *
 * @param values one after the other, not to be modified
 */
public record FeatureMoments(int classes, int features, double[] values) {
    /** Examples that every class has in addition, with the mean over all classes, as share of all examples. */
    private static final double UNSEEN = 1e-9;

    /** Returns the moments of no examples. */
    public static FeatureMoments none(int classes, int features) {
        return new FeatureMoments(classes, features, new double[classes + classes * features + triangle(features)]);
    }

    /**
     * Returns the moments of some examples.
     *
     * @param rows features {@code [examples, features]}
     * @param labels classes of the examples
     */
    public static FeatureMoments of(int classes, int features, double[][] rows, int[] labels) {
        FeatureMoments sums = none(classes, features);
        double[] values = sums.values;
        for (int row = 0; row < rows.length; row++) {
            double[] feature = rows[row];
            values[labels[row]]++;
            int at = sums.sum(labels[row], 0);
            for (double value : feature) {
                values[at++] += value;
            }
            at = sums.product(0);
            for (int i = 0; i < features; i++) {
                for (int j = 0; j <= i; j++) {
                    values[at++] += feature[i] * feature[j];
                }
            }
        }
        return sums;
    }

    /** Returns moments as they were {@link #sent}. */
    public static FeatureMoments of(int classes, int features, float[] sent) {
        FeatureMoments moments = none(classes, features);
        Arrays.setAll(moments.values, i -> sent[i]);
        return moments;
    }

    private static int triangle(int features) {
        return features * (features + 1) / 2;
    }

    private int sum(int label, int feature) {
        return classes + label * features + feature;
    }

    private int product(int row) {
        return classes + classes * features + triangle(row);
    }

    /** Returns the number of examples. */
    public double examples() {
        return Arrays.stream(values, 0, classes).sum();
    }

    /** Returns these sums plus those of other examples, multiplied by a factor. */
    public FeatureMoments plus(double factor, FeatureMoments other) {
        FeatureMoments sums = none(classes, features);
        Arrays.setAll(sums.values, i -> values[i] + factor * other.values[i]);
        return sums;
    }

    /** Returns {@code (1 - share) * this + share * other}, both divided by their numbers of examples. */
    public FeatureMoments mixed(double share, FeatureMoments other) {
        return none(classes, features).plus((1 - share) / examples(), this).plus(share / other.examples(), other);
    }

    /** Returns the moments of the features from {@code from} to {@code to}, exclusive. */
    public FeatureMoments part(int from, int to) {
        FeatureMoments part = none(classes, to - from);
        System.arraycopy(values, 0, part.values, 0, classes);
        for (int c = 0; c < classes; c++) {
            System.arraycopy(values, sum(c, from), part.values, part.sum(c, 0), to - from);
        }
        for (int i = from; i < to; i++) {
            System.arraycopy(values, product(i) + from, part.values, part.product(i - from), i - from + 1);
        }
        return part;
    }

    /** Returns the values as they are sent. */
    public float[] sent() {
        float[] sent = new float[values.length];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (float) values[i];
        }
        return sent;
    }

    /** Returns the means of the classes, and the covariance within classes. A class without examples has the mean of all. */
    public Gaussians gaussians() {
        double examples = examples();
        double[] counts = DoubleStream.of(values)
                .limit(classes)
                .map(count -> count / examples)
                .toArray();
        double[] all = new double[features];
        double[][] means = new double[classes][features];
        for (int c = 0; c < classes; c++) {
            for (int f = 0; f < features; f++) {
                means[c][f] = values[sum(c, f)] / examples;
                all[f] += means[c][f];
            }
        }
        for (int c = 0; c < classes; c++) {
            for (int f = 0; f < features; f++) {
                means[c][f] = (means[c][f] + UNSEEN * all[f]) / (counts[c] + UNSEEN);
            }
        }
        return around(means, examples);
    }

    /**
     * Returns the means of classes with enough examples, the given means of the others, and the covariance around these
     * means, as an estimate from a sample: divided by the number of examples less one.
     *
     * @param others means {@code [classes][features]}
     * @param leastExamples of a class with a mean of its own
     */
    public Gaussians gaussians(double[][] others, int leastExamples) {
        double[][] means = others.clone();
        for (int c = 0; c < classes; c++) {
            if (values[c] >= leastExamples) {
                int label = c;
                means[c] = new double[features];
                Arrays.setAll(means[c], f -> values[sum(label, f)] / values[label]);
            }
        }
        return around(means, Math.max(1, examples() - 1));
    }

    private Gaussians around(double[][] means, double divisor) {
        double[][] covariance = new double[features][features];
        int at = product(0);
        for (int i = 0; i < features; i++) {
            for (int j = 0; j <= i; j++) {
                double value = values[at++];
                for (int c = 0; c < classes; c++) {
                    value -= means[c][i] * (values[sum(c, j)] - values[c] * means[c][j])
                            + means[c][j] * values[sum(c, i)];
                }
                covariance[i][j] = value / divisor;
                covariance[j][i] = covariance[i][j];
            }
        }
        return new Gaussians(means, covariance);
    }
}
