package org.exeunt.strategies.discriminant;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.strategy.ClientContext;

/**
 * What discriminants read of a client's training examples.
 *
 * @param values {@code [examples, features]}
 */
record Rows(int classes, double[][] values, int[] labels) {
    private static final int FOLDS = 4;

    /** Returns the features of all exits, one after the other. */
    static Rows of(ClientContext client, Network network, boolean root) {
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
        int[] labels =
                IntStream.range(0, examples).map(client.examples()::label).toArray();
        return new Rows(network.spec().classes(), rows, labels);
    }

    private static double[] row(float[] values, int row, int width) {
        return IntStream.range(row * width, (row + 1) * width)
                .mapToDouble(i -> values[i])
                .toArray();
    }

    /** Returns the same examples with some of the features. */
    Rows part(int from, int to) {
        return new Rows(
                classes,
                Arrays.stream(values)
                        .map(row -> Arrays.copyOfRange(row, from, to))
                        .toArray(double[][]::new),
                labels);
    }

    /** Returns the moments of some examples; there is at least one example. */
    FeatureMoments moments(IntPredicate chosen) {
        int[] rows = IntStream.range(0, labels.length).filter(chosen).toArray();
        return FeatureMoments.of(
                classes,
                values[0].length,
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

    /** Returns the log-likelihood of some examples by a dense layer. */
    double logLikelihood(float[] dense, IntPredicate chosen) {
        return IntStream.range(0, labels.length)
                .filter(chosen)
                .mapToDouble(row -> {
                    double[] logits = Gaussians.logits(dense, classes, values[row]);
                    return logits[labels[row]] - Softmax.row(logits, 0, classes, 1, new double[classes]);
                })
                .sum();
    }
}
