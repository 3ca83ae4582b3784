package org.exeunt.strategies.exit;

import java.util.List;
import org.exeunt.api.exit.ExitPolicyPlugin;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;

/**
 * Leaves at the first exit whose distribution has an entropy of at most a threshold: {@code -sum p ln p <= threshold}.
 *
 * <p>Source: BranchyNet (arXiv 1709.01686). Normalised entropy, divided by the logarithm of the number of classes, lies in [0, 1] and lets one
 * sweep serve data sets of any number of classes.
 */
public final class Entropy {
    /**
     * The sweep.
     *
     * @param thresholds in nats, or shares of the largest entropy if normalised
     * @param normalised whether entropy is divided by {@code ln C}
     */
    public record Options(
            @Option(
                            value = "Entropies up to which an input leaves",
                            min = 0,
                            defaultValue = "[0.1, 0.2, 0.3, 0.4, 0.5]")
                    List<Double> thresholds,
            @Option(value = "Whether entropy is divided by its largest value, ln of the classes", defaultValue = "true")
                    boolean normalised) {}

    /** Registers {@code entropy}. */
    public static final class Plugin extends ExitPolicyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "entropy",
                    "Leaves once the entropy of the answer is low enough",
                    Options.class,
                    (options, context) -> Sweep.over(
                            "thresholds", options.thresholds(), threshold -> rule(threshold, options.normalised())));
        }
    }

    private Entropy() {}

    /** Returns the rule of one threshold. */
    public static ExitRule rule(double threshold, boolean normalised) {
        return Sweep.rule(normalised ? "normalised-entropy" : "entropy", threshold, view -> {
            double largest = normalised ? Math.log(view.probabilities().length) : 1;
            return of(view.probabilities()) <= threshold * largest;
        });
    }

    /** Returns the entropy of a distribution in nats; classes of probability 0 add nothing. */
    static double of(double[] probabilities) {
        double entropy = 0;
        for (double p : probabilities) {
            if (p > 0) {
                entropy -= p * Math.log(p);
            }
        }
        return entropy;
    }
}
