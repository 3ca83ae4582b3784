package org.exeunt.device;

import java.util.Arrays;

/**
 * How exits answer: by their heads, or by linear discriminants of pooled features, with or without probabilities of
 * classes that are multiplied. Immutable.
 *
 * <p>Its numbers are three flags: whether the discriminant of exit k reads the features of exits 1 to k instead of those
 * of exit k; whether it reads square roots of features, with their sign; and whether, if there are probabilities of
 * classes, exit k answers with the geometric mean of exits 1 to k. Its arrays are the logarithms of the probabilities of
 * classes or none, and for each exit a dense layer or none: weights {@code [classes, features]} and biases.
 */
final class Discriminants {
    private static final double SHRINKAGE = 0.01;
    private static final double LEAST_VARIANCE = 1e-12;
    private static final double PSEUDO_COUNT = 1e-3;
    /** Examples that every class has in addition, with the mean over all classes, as share of all examples. */
    private static final double UNSEEN = 1e-9;

    private final Network network;
    private final int classes;
    private final boolean earlierExits;
    private final boolean root;
    private final boolean vote;
    private final float[] logPriors;
    private final float[][] layers;

    Discriminants(ModelFile file, Network network) {
        this.network = network;
        classes = network.classes;
        earlierExits = file.flag("the features of a discriminant");
        root = file.flag("the roots of features");
        logPriors = file.nextArray("probabilities of classes", 0, classes);
        vote = file.flag("the vote of exits") && logPriors.length > 0;
        layers = file.nextArrays("discriminants", network.macs.length, 0, Integer.MAX_VALUE);
        boolean fits = logPriors.length % classes == 0;
        for (int k = 0; k < layers.length; k++) {
            fits &= layers[k].length == 0 || layers[k].length == classes * (network.starts[k + 1] - first(k) + 1L);
        }
        ModelFile.require(fits, "its discriminants do not fit its network");
    }

    /** Returns the first feature that the discriminant of an exit reads. */
    private int first(int exit) {
        return earlierExits ? 0 : network.starts[exit];
    }

    /** Stores what discriminants read of the feature of an exit. */
    void collect(Workspace work, int exit) {
        int at = network.starts[exit];
        for (float value : work.images[network.features[exit]]) {
            work.features[at++] = root ? Math.copySign(Math.sqrt(Math.abs(value)), value) : value;
        }
    }

    /** Writes the probabilities at an exit. */
    void answer(Workspace work, int exit) {
        double[] logits = work.logits[exit];
        float[] layer = layers[exit];
        int features = layer.length == 0 ? 0 : network.starts[exit + 1] - first(exit);
        if (features > 0) {
            collect(work, exit);
        }
        for (int c = 0; c < classes; c++) {
            double sum = features == 0 ? work.images[network.logits[exit]][c] : layer[classes * features + c];
            for (int f = 0; f < features; f++) {
                sum += layer[c * features + f] * work.features[first(exit) + f];
            }
            logits[c] = logPriors.length == 0 ? sum : sum + logPriors[c];
        }
        double logSum = ExitRule.softmax(logits, work.probabilities[exit]);
        if (vote) {
            for (int c = 0; c < classes; c++) {
                logits[c] -= logSum;
                work.mean[c] = 0;
                for (int k = 0; k <= exit; k++) {
                    work.mean[c] += work.logits[k][c] / (exit + 1);
                }
            }
            ExitRule.softmax(work.mean, work.probabilities[exit]);
        }
    }

    /**
     * Returns the arrays of the discriminants of some examples.
     *
     * @param rows what discriminants read of all exits
     */
    float[][] fitted(double[][] rows, int[] labels) {
        double[] shares = new double[classes];
        for (int label : labels) {
            shares[label] += 1.0 / labels.length;
        }
        float[][] fitted = new float[1 + layers.length][];
        fitted[0] = new float[classes];
        double pseudoShare = PSEUDO_COUNT / labels.length;
        for (int c = 0; c < classes; c++) {
            fitted[0][c] = (float) Math.log((shares[c] + pseudoShare) / (1 + pseudoShare * classes));
        }
        for (int k = 0; k < layers.length; k++) {
            fitted[k + 1] = fitted(rows, labels, shares, first(k), network.starts[k + 1] - first(k));
        }
        return fitted;
    }

    private float[] fitted(double[][] rows, int[] labels, double[] shares, int first, int features) {
        double[][] means = new double[classes][features];
        for (int f = 0; f < features; f++) {
            double all = 0;
            for (int row = 0; row < rows.length; row++) {
                means[labels[row]][f] += rows[row][first + f] / rows.length;
                all += rows[row][first + f] / rows.length;
            }
            for (int c = 0; c < classes; c++) {
                means[c][f] = (means[c][f] + UNSEEN * all) / (shares[c] + UNSEEN);
            }
        }
        double[][] solved = solved(covariance(rows, labels, means, first), means);
        float[] layer = new float[classes * (features + 1)];
        for (int c = 0; c < classes; c++) {
            double bias = 0;
            for (int f = 0; f < features; f++) {
                layer[c * features + f] = (float) solved[c][f];
                bias -= solved[c][f] * means[c][f] / 2;
            }
            layer[classes * features + c] = (float) bias;
        }
        return layer;
    }

    /** Returns the covariance within classes with a share of the identity, as a lower triangle. */
    private static double[][] covariance(double[][] rows, int[] labels, double[][] means, int first) {
        int features = means[0].length;
        double[][] covariance = new double[features][features];
        double[] centred = new double[features];
        double trace = 0;
        for (int row = 0; row < rows.length; row++) {
            for (int i = 0; i < features; i++) {
                centred[i] = rows[row][first + i] - means[labels[row]][i];
                trace += centred[i] * centred[i] / rows.length;
                for (int j = 0; j <= i; j++) {
                    covariance[i][j] += (1 - SHRINKAGE) * centred[i] * centred[j] / rows.length;
                }
            }
        }
        for (int i = 0; i < features; i++) {
            covariance[i][i] += SHRINKAGE * trace / features + LEAST_VARIANCE;
        }
        return covariance;
    }

    /** Returns the solutions of a symmetric system for some right sides, and overwrites its lower triangle. */
    private static double[][] solved(double[][] lower, double[][] rightSides) {
        double[][] solved = new double[rightSides.length][];
        Arrays.setAll(solved, c -> rightSides[c].clone());
        for (int i = 0; i < lower.length; i++) { // Cholesky
            for (int j = 0; j <= i; j++) {
                for (int k = 0; k < j; k++) {
                    lower[i][j] -= lower[i][k] * lower[j][k];
                }
                lower[i][j] = i == j ? Math.sqrt(lower[i][i]) : lower[i][j] / lower[j][j];
            }
        }
        for (double[] x : solved) {
            for (int i = 0; i < x.length; i++) {
                for (int k = 0; k < i; k++) {
                    x[i] -= lower[i][k] * x[k];
                }
                x[i] /= lower[i][i];
            }
            for (int i = x.length - 1; i >= 0; i--) {
                x[i] /= lower[i][i];
                for (int k = 0; k < i; k++) {
                    x[k] -= lower[i][k] * x[i];
                }
            }
        }
        return solved;
    }
}
