package org.exeunt.strategies.discriminant;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.strategy.ClientContext;

/**
 * Features of some examples with their labels, such as {@link CollectedFeatures}.
 *
 * @param values {@code [examples][features]}, not to be modified
 * @param labels of the examples, not to be modified
 */
public record LabelledFeatures(int classes, int features, double[][] values, int[] labels) {
    private static final int FOLDS = 4;

    /** Returns what discriminants read of the features of all exits, one after the other. */
    static LabelledFeatures of(ClientContext client, Network network, boolean root) {
        int examples = client.examples().size();
        List<float[]> features = network.features(client.examples());
        double[][] rows = new double[examples][];
        for (int row = 0; row < examples; row++) {
            int example = row;
            rows[row] = DiscriminantRule.read(
                    features.stream()
                            .map(exit -> row(exit, example, exit.length / examples))
                            .toList(),
                    root);
        }
        return new LabelledFeatures(network.spec().classes(), rows[0].length, rows, labels(client.examples()));
    }

    private static int[] labels(Examples examples) {
        return IntStream.range(0, examples.size()).map(examples::label).toArray();
    }

    private static double[] row(float[] values, int row, int width) {
        return IntStream.range(row * width, (row + 1) * width)
                .mapToDouble(i -> values[i])
                .toArray();
    }

    /** Returns the same examples with the features from {@code from} to {@code to}, exclusive. */
    LabelledFeatures part(int from, int to) {
        double[][] part = Arrays.stream(values)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(double[][]::new);
        return new LabelledFeatures(classes, to - from, part, labels);
    }

    /** Returns the moments of all examples. */
    public FeatureMoments moments() {
        return moments(row -> true);
    }

    private FeatureMoments moments(IntPredicate chosen) {
        int[] rows = IntStream.range(0, labels.length).filter(chosen).toArray();
        return FeatureMoments.of(
                classes,
                features,
                Arrays.stream(rows).mapToObj(row -> values[row]).toArray(double[][]::new),
                Arrays.stream(rows).map(row -> labels[row]).toArray());
    }

    /** Returns the moments that the client sends: those of classes with enough examples. */
    FeatureMoments sent(int leastExamples) {
        int[] counts = counts();
        return moments(row -> counts[labels[row]] >= leastExamples);
    }

    private int[] counts() {
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /**
     * Returns a fold for each example. The examples of a class are cut in as many runs of neighbours as there are folds,
     * so that windows of a signal that overlap are in one fold.
     */
    int[] folds() {
        int[] counts = counts();
        int[] seen = new int[classes];
        return Arrays.stream(labels)
                .map(label -> FOLDS * seen[label]++ / counts[label])
                .toArray();
    }

    /**
     * Returns the share by which the examples of four folds are likeliest that are held out in turn; the first one on
     * ties.
     *
     * @param shares at least one
     * @param discriminant returns a dense layer, as of {@link Gaussians#discriminant}, for the moments of the examples
     *     that are not held out, at least one, and a share
     */
    public double likeliest(double[] shares, BiFunction<FeatureMoments, Double, float[]> discriminant) {
        double[] likelihoods = new double[shares.length];
        int[] folds = folds();
        FeatureMoments all = moments();
        for (int fold = 0; fold < FOLDS; fold++) {
            int held = fold;
            FeatureMoments rest = all.plus(-1, moments(row -> folds[row] == held));
            for (int s = 0; s < shares.length && rest.examples() > 0; s++) {
                likelihoods[s] += logLikelihood(discriminant.apply(rest, shares[s]), row -> folds[row] == held);
            }
        }
        return shares[Softmax.likeliest(likelihoods)];
    }

    /** Returns the log-likelihood of all examples by a dense layer. */
    public double logLikelihood(float[] dense) {
        return logLikelihood(dense, row -> true);
    }

    private double logLikelihood(float[] dense, IntPredicate chosen) {
        return IntStream.range(0, labels.length)
                .filter(chosen)
                .mapToDouble(row -> {
                    double[] logits = Gaussians.logits(dense, classes, values[row]);
                    return logits[labels[row]] - Softmax.row(logits, 0, classes, 1, new double[classes]);
                })
                .sum();
    }
}
