package org.exeunt.baselines.pfedfda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Softmax;
import org.exeunt.strategies.discriminant.Gaussians;

/** Features of an exit with their labels, collected from the batches that pass; as a term of a loss, its value is 0. */
record Features(Exit exit, List<double[]> rows, List<Integer> labels) implements LossTerm {
    /** A class with at most this many features has no mean of its own. */
    private static final int TOO_FEW = 2;

    Features(Exit exit) {
        this(exit, new ArrayList<>(), new ArrayList<>());
    }

    @Override
    public double addTo(ForwardPass pass) {
        int width = pass.featureSize(exit);
        for (int row = 0; row < pass.size(); row++) {
            rows.add(Arrays.copyOfRange(pass.feature(exit), row * width, (row + 1) * width));
            labels.add(pass.label(row));
        }
        return 0;
    }

    /** Deals the features of each class in turn; those of a class with fewer than there are folds are in none. */
    List<Features> folds(int number, int classes) {
        int[] counts = new int[classes];
        labels.forEach(label -> counts[label]++);
        int[] seen = new int[classes];
        List<Features> folds =
                IntStream.range(0, number).mapToObj(fold -> new Features(exit)).toList();
        for (int i = 0; i < labels.size(); i++) {
            int label = labels.get(i);
            if (counts[label] >= number) {
                Features fold = folds.get(seen[label]++ % number);
                fold.rows.add(rows.get(i));
                fold.labels.add(label);
            }
        }
        return folds;
    }

    /**
     * Returns the Gaussians of these features, at least one.
     *
     * @param shared provides the means of classes with too few features
     * @param ridge multiple of the identity that is added to the covariance
     */
    Gaussians gaussians(Gaussians shared, double ridge) {
        int classes = shared.means().length;
        int width = shared.covariance().length;
        int[] counts = new int[classes];
        double[][] means = new double[classes][width];
        for (int i = 0; i < labels.size(); i++) {
            counts[labels.get(i)]++;
            for (int f = 0; f < width; f++) {
                means[labels.get(i)][f] += rows.get(i)[f];
            }
        }
        for (int c = 0; c < classes; c++) {
            int count = counts[c];
            double[] sum = means[c];
            means[c] = count > TOO_FEW
                    ? Arrays.stream(sum).map(value -> value / count).toArray()
                    : shared.means()[c];
        }
        double[][] covariance = new double[width][width];
        for (int i = 0; i < labels.size(); i++) {
            double[] mean = means[labels.get(i)];
            double[] row = rows.get(i);
            double[] centred = new double[width];
            Arrays.setAll(centred, f -> row[f] - mean[f]);
            for (int f = 0; f < width; f++) {
                for (int g = 0; g <= f; g++) {
                    covariance[f][g] += centred[f] * centred[g];
                }
            }
        }
        for (int f = 0; f < width; f++) {
            for (int g = 0; g <= f; g++) {
                covariance[f][g] = covariance[f][g] / Math.max(1, labels.size() - 1) + (f == g ? ridge : 0);
                covariance[g][f] = covariance[f][g];
            }
        }
        return new Gaussians(means, covariance);
    }

    /** Returns the mean cross-entropy by a dense layer. */
    double crossEntropy(float[] dense) {
        int classes = dense.length / (rows.get(0).length + 1);
        return IntStream.range(0, labels.size())
                .mapToDouble(i -> {
                    double[] logits = Gaussians.logits(dense, classes, rows.get(i));
                    return Softmax.row(logits, 0, classes, 1, new double[classes]) - logits[labels.get(i)];
                })
                .average()
                .orElse(0);
    }
}
