package org.exeunt.strategies.discriminant;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.exeunt.api.Exit;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.objective.Softmax;

/**
 * Answers with a linear discriminant at each exit, or with the shared heads; class probabilities are multiplied by those
 * of the client.
 *
 * @param discriminants of exit 1, 2, ... as of {@link Gaussians#discriminant}, without priors; empty for the shared heads
 * @param logPriors logarithms of the client's class probabilities, up to a constant
 * @param earlierExits whether the discriminant of exit k reads the features of exits 1 to k instead of those of exit k
 * @param root whether it reads square roots of features
 * @param vote whether exit k answers with the geometric mean of the probabilities of exits 1 to k
 */
record DiscriminantRule(
        List<float[]> discriminants, float[] logPriors, boolean earlierExits, boolean root, boolean vote)
        implements PersonalRule {
    @Override
    public double[] logits(Reached reached) {
        int last = reached.exit().number();
        double[] sum = new double[logPriors.length];
        for (int exit = vote ? 1 : last; exit <= last; exit++) {
            double[] logits = logits(reached.at(new Exit(exit)), exit);
            double logSum = Softmax.row(logits, 0, logits.length, 1, new double[logits.length]);
            for (int c = 0; c < sum.length; c++) {
                sum[c] += (logits[c] - logSum) / (vote ? last : 1);
            }
        }
        return sum;
    }

    @Override
    public Optional<Dense> dense() {
        return Optional.of(new Dense(discriminants, logPriors, earlierExits, root, vote));
    }

    private double[] logits(Reached reached, int exit) {
        double[] logits = discriminants.isEmpty()
                ? reached.logits().clone()
                : Gaussians.logits(
                        discriminants.get(exit - 1),
                        logPriors.length,
                        read(earlierExits ? reached.allFeatures() : List.of(reached.feature()), root));
        Arrays.setAll(logits, c -> logits[c] + logPriors[c]);
        return logits;
    }

    /** Returns what a discriminant reads of some features; a square root keeps the sign. */
    static double[] read(List<double[]> features, boolean root) {
        return features.stream()
                .flatMapToDouble(DoubleStream::of)
                .map(value -> root ? Math.copySign(Math.sqrt(Math.abs(value)), value) : value)
                .toArray();
    }
}
