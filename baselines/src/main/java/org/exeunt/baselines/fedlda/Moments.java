package org.exeunt.baselines.fedlda;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.ojalgo.matrix.decomposition.Cholesky;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.matrix.store.RawStore;

/**
 * Moments of features at an exit: of each class its fraction q_c of the examples, of each class {@code q_c} times its
 * mean feature, {@code [classes, features]}, and the mean of products of two features, a triangle row by row.
 *
 * @param values one after the other; zeros if unknown
 */
record Moments(int classes, int features, double[] values) {
    /** Fraction of an example that every class has in addition. */
    private static final double PSEUDO_COUNT = 1e-3;
    /** Share of the mean over all classes in a class mean, which is the mean of a class that no client has. */
    private static final double UNSEEN = 1e-9;

    private static final double LEAST_VARIANCE = 1e-12;

    /** Returns unknown moments. */
    static Moments none(NetworkSpec network, Exit exit) {
        return none(network.classes(), network.featureSizes().get(exit.index()));
    }

    private static Moments none(int classes, int features) {
        return new Moments(classes, features, new double[classes + classes * features + features * (features + 1) / 2]);
    }

    /** Returns moments as they were sent. */
    static Moments of(float[] sent, NetworkSpec network, Exit exit) {
        Moments moments = none(network, exit);
        Arrays.setAll(moments.values, i -> sent[i]);
        return moments;
    }

    /** Returns the moments of some exits over all examples, computed in inference mode. */
    static SortedMap<Exit, Moments> of(Network network, Examples examples, ExitSet exits) {
        SortedMap<Exit, Moments> all = new TreeMap<>();
        for (Exit exit : exits) {
            all.put(exit, none(network.spec(), exit));
        }
        network.forward(examples, pass -> {
            for (Exit exit : exits) {
                double[] feature = pass.feature(exit);
                int width = pass.featureSize(exit);
                for (int row = 0; row < pass.size(); row++) {
                    all.get(exit).add(pass.label(row), Arrays.copyOfRange(feature, row * width, (row + 1) * width));
                }
            }
        });
        all.values().forEach(moments -> moments.scale(1.0 / Math.max(1, examples.size())));
        return all;
    }

    private void add(int label, double[] feature) {
        values[label]++;
        int at = classes + label * features;
        for (double value : feature) {
            values[at++] += value;
        }
        at = classes + classes * features;
        for (int i = 0; i < features; i++) {
            for (int j = 0; j <= i; j++) {
                values[at++] += feature[i] * feature[j];
            }
        }
    }

    private void scale(double factor) {
        Arrays.setAll(values, i -> factor * values[i]);
    }

    /** Returns whether a client with examples took part. */
    boolean isKnown() {
        return examples() > 0;
    }

    /** Returns the sum of the fractions: 1, unless a client without examples or a robust aggregator took part. */
    private double examples() {
        return Arrays.stream(values, 0, classes).sum();
    }

    /** Returns {@code (1 - share) * this + share * other}. */
    Moments mixed(double share, Moments other) {
        Moments mixed = none(classes, features);
        Arrays.setAll(mixed.values, i -> (1 - share) * values[i] + share * other.values[i]);
        return mixed;
    }

    /** Returns the values as they are sent. */
    float[] sent() {
        float[] sent = new float[values.length];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (float) values[i];
        }
        return sent;
    }

    /**
     * Returns the linear discriminant of known moments: weights {@code [classes, features]}, then a bias per class.
     *
     * @param shrinkage share of a multiple of the identity in the covariance
     * @param counts number of the client's examples by class
     */
    float[] discriminant(double shrinkage, int[] counts) {
        double[][] means = means();
        MatrixStore<Double> directions = solve(covariance(means, shrinkage), means);
        float[] dense = new float[classes * features + classes];
        for (int c = 0; c < classes; c++) {
            double bias = Math.log(counts[c] + PSEUDO_COUNT);
            for (int f = 0; f < features; f++) {
                double weight = directions.doubleValue(f, c);
                dense[c * features + f] = (float) weight;
                bias -= weight * means[c][f] / 2;
            }
            dense[classes * features + c] = (float) bias;
        }
        return dense;
    }

    private double[][] means() {
        double[] all = new double[features];
        for (int i = 0; i < classes * features; i++) {
            all[i % features] += values[classes + i] / examples();
        }
        double[][] means = new double[classes][features];
        for (int c = 0; c < classes; c++) {
            for (int f = 0; f < features; f++) {
                means[c][f] = (values[classes + c * features + f] + UNSEEN * all[f]) / (values[c] + UNSEEN);
            }
        }
        return means;
    }

    /** Returns the covariance within classes. */
    private R064Store covariance(double[][] means, double shrinkage) {
        R064Store covariance = R064Store.FACTORY.make(features, features);
        double trace = 0;
        int at = classes + classes * features;
        for (int i = 0; i < features; i++) {
            for (int j = 0; j <= i; j++, at++) {
                double value = values[at];
                for (int c = 0; c < classes; c++) {
                    value -= values[c] * means[c][i] * means[c][j];
                }
                covariance.set(i, j, (1 - shrinkage) * value / examples());
                covariance.set(j, i, covariance.doubleValue(i, j));
                trace += i == j ? value / examples() : 0;
            }
        }
        for (int i = 0; i < features; i++) {
            covariance.add(i, i, shrinkage * trace / features + LEAST_VARIANCE);
        }
        return covariance;
    }

    private MatrixStore<Double> solve(R064Store covariance, double[][] means) {
        MatrixStore<Double> right = RawStore.wrap(means).transpose();
        Cholesky<Double> cholesky = Cholesky.R064.make(covariance);
        cholesky.decompose(covariance);
        return cholesky.getSolution(right);
    }
}
