package org.exeunt.strategies.discriminant;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.params.Payload;
import org.ojalgo.matrix.decomposition.Cholesky;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.matrix.store.RawStore;

/**
 * A normal distribution of features for each class, with one covariance for all classes.
 *
 * @param means {@code [classes, features]}
 * @param covariance {@code [features, features]}, symmetric and positive semidefinite
 */
public record Gaussians(double[][] means, double[][] covariance) {
    private static final String MEANS = "means-";
    private static final String COVARIANCE = "covariance-";
    private static final double LEAST_VARIANCE = 1e-12;

    /** Returns random means in [0, 1) and the identity. */
    public static Gaussians random(int classes, int features, RandomGenerator random) {
        Gaussians gaussians = new Gaussians(new double[classes][features], new double[features][features]);
        Arrays.stream(gaussians.means).forEach(row -> Arrays.setAll(row, f -> random.nextDouble()));
        IntStream.range(0, features).forEach(f -> gaussians.covariance[f][f] = 1);
        return gaussians;
    }

    /** Returns the Gaussians of an exit that were {@linkplain #addTo added} to a payload. */
    public static Gaussians of(Payload payload, Exit exit) {
        float[] covariance = payload.vector(COVARIANCE + exit);
        int features = (int) Math.sqrt(covariance.length);
        return new Gaussians(rows(payload.vector(MEANS + exit), features), rows(covariance, features));
    }

    /** Returns a payload with these Gaussians of an exit as vectors, {@code means-1} and {@code covariance-1} of exit 1. */
    public Payload addTo(Payload payload, Exit exit) {
        return payload.with(MEANS + exit, flat(means)).with(COVARIANCE + exit, flat(covariance));
    }

    private static float[] flat(double[][] rows) {
        float[] values = new float[rows.length * rows[0].length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) rows[i / rows[0].length][i % rows[0].length];
        }
        return values;
    }

    private static double[][] rows(float[] values, int width) {
        double[][] rows = new double[values.length / width][width];
        for (int i = 0; i < values.length; i++) {
            rows[i / width][i % width] = values[i];
        }
        return rows;
    }

    /** Returns the logarithms of class probabilities: counts with a pseudo-count for each class, divided by their sum. */
    public static double[] logPriors(int[] counts, double pseudoCount) {
        double sum = IntStream.of(counts).sum() + pseudoCount * counts.length;
        return IntStream.of(counts)
                .mapToDouble(count -> Math.log((count + pseudoCount) / sum))
                .toArray();
    }

    /** Returns the interpolation with others: shares of their means and of their covariance, from 0 to 1. */
    public Gaussians mixed(double meanShare, double covarianceShare, Gaussians other) {
        return new Gaussians(
                mixed(means, meanShare, other.means), mixed(covariance, covarianceShare, other.covariance));
    }

    private static double[][] mixed(double[][] rows, double share, double[][] others) {
        double[][] mixed = new double[rows.length][rows[0].length];
        for (int i = 0; i < mixed.length; i++) {
            int row = i;
            Arrays.setAll(mixed[i], j -> (1 - share) * rows[row][j] + share * others[row][j]);
        }
        return mixed;
    }

    /**
     * Returns the linear discriminant as the dense layer of a head: weights {@code S^-1 mu_c}, {@code [classes,
     * features]}, then the biases {@code logPriors_c - mu_c' S^-1 mu_c / 2}.
     *
     * @param shrinkage share of a multiple of the identity in S, with the trace of the covariance
     * @param logPriors logarithms of the class probabilities, up to a constant
     */
    public float[] discriminant(double shrinkage, double[] logPriors) {
        int features = covariance.length;
        MatrixStore<Double> directions = directions(shrinkage);
        float[] dense = new float[means.length * (features + 1)];
        for (int c = 0; c < means.length; c++) {
            double bias = logPriors[c];
            for (int f = 0; f < features; f++) {
                double weight = directions.doubleValue(f, c);
                dense[c * features + f] = (float) weight;
                bias -= weight * means[c][f] / 2;
            }
            dense[means.length * features + c] = (float) bias;
        }
        return dense;
    }

    private MatrixStore<Double> directions(double shrinkage) {
        R064Store shrunk = R064Store.FACTORY.make(covariance.length, covariance.length);
        double trace = 0;
        for (int i = 0; i < covariance.length; i++) {
            trace += covariance[i][i];
            for (int j = 0; j < covariance.length; j++) {
                shrunk.set(i, j, (1 - shrinkage) * covariance[i][j]);
            }
        }
        for (int f = 0; f < covariance.length; f++) {
            shrunk.add(f, f, shrinkage * trace / covariance.length + LEAST_VARIANCE);
        }
        Cholesky<Double> cholesky = Cholesky.R064.make(shrunk);
        cholesky.decompose(shrunk);
        return cholesky.getSolution(RawStore.wrap(means).transpose());
    }

    /** Returns the logits of a dense layer as of {@link #discriminant}, {@code [classes]}. */
    public static double[] logits(float[] dense, int classes, double[] feature) {
        double[] logits = new double[classes];
        int features = dense.length / classes - 1;
        for (int c = 0; c < classes; c++) {
            double sum = dense[classes * features + c];
            for (int f = 0; f < features; f++) {
                sum += dense[c * features + f] * feature[f];
            }
            logits[c] = sum;
        }
        return logits;
    }
}
