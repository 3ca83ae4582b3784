package org.exeunt.strategies.exit;

import java.util.List;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;

/**
 * Exits if the entropy of the class distribution is at most a threshold: {@code -sum p ln p <= threshold}.
 *
 * <p>Source: BranchyNet (arXiv 1709.01686). Deviation: the entropy is normalised by default, that is divided by the
 * logarithm of the number of classes; it is then in [0, 1], so that the same thresholds fit data sets with any number
 * of classes.
 */
public final class Entropy {
    /**
     * Options of the policy.
     *
     * @param thresholds one rule per value, in nats or, if normalised, as a fraction of the largest possible entropy
     * @param normalised whether the entropy is divided by {@code ln C}
     */
    public record Options(
            @Option(
                            value = "Thresholds of the entropy, one rule per value",
                            min = 0,
                            defaultValue = "[0.1, 0.2, 0.3, 0.4, 0.5]")
                    List<Double> thresholds,
            @Option(
                            value = "Whether the entropy is divided by the logarithm of the number of classes",
                            defaultValue = "true")
                    boolean normalised) {}

    private Entropy() {}

    /** Returns the policy with the given options. */
    public static ExitPolicy of(Options options) {
        return Sweep.over("thresholds", options.thresholds(), threshold -> rule(threshold, options.normalised()));
    }

    /** Returns the rule of one threshold. */
    public static ExitRule rule(double threshold, boolean normalised) {
        return Sweep.rule(normalised ? "normalised-entropy" : "entropy", threshold, input -> {
            double largest = normalised ? Math.log(input.classes()) : 1;
            return of(input) <= threshold * largest;
        });
    }

    /** Returns the entropy of a distribution in nats. */
    static double of(ExitInput input) {
        double entropy = 0;
        for (int c = 0; c < input.classes(); c++) {
            double p = input.probability(c);
            if (p > 0) {
                entropy -= p * Math.log(p);
            }
        }
        return entropy;
    }
}
