package org.exeunt.baselines.pfedfda;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.strategies.discriminant.CollectedFeatures;
import org.exeunt.strategies.discriminant.Gaussians;

/** Features of all batches of a client at an exit, with what pFedFDA estimates from them. */
final class Features extends CollectedFeatures {
    /** A class with at most this many features has no mean of its own. */
    private static final int TOO_FEW = 2;

    Features(Exit exit) {
        super(exit);
    }

    /** Deals the features of each class in turn; those of a class with fewer than there are folds are in none. */
    List<Features> folds(int number, int classes) {
        int[] counts = new int[classes];
        labels().forEach(label -> counts[label]++);
        int[] seen = new int[classes];
        List<Features> folds = IntStream.range(0, number)
                .mapToObj(fold -> new Features(exit()))
                .toList();
        for (int i = 0; i < labels().size(); i++) {
            int label = labels().get(i);
            if (counts[label] >= number) {
                Features fold = folds.get(seen[label]++ % number);
                fold.rows().add(rows().get(i));
                fold.labels().add(label);
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
        Gaussians own = labelled(shared.means().length, shared.covariance().length)
                .moments()
                .gaussians(shared.means(), TOO_FEW + 1);
        IntStream.range(0, own.covariance().length).forEach(f -> own.covariance()[f][f] += ridge);
        return own;
    }

    /** Returns the mean cross-entropy by a dense layer. */
    double crossEntropy(float[] dense) {
        int width = rows().get(0).length;
        return -labelled(dense.length / (width + 1), width).logLikelihood(dense) / labels().size();
    }
}
