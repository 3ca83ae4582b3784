package org.exeunt.strategies.exit;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.plugin.Option;

/**
 * Promises for each client that leaving early costs at most {@code epsilon} of the final exit's accuracy, with
 * probability {@code 1 - delta} over the draw of the client's validation examples.
 *
 * <p>The rule is that of {@link Confidence} with one threshold for all exits. The loss of an example is 1 if the exit
 * at which it leaves is wrong and the final exit is right, and 0 otherwise. Its mean, the risk, is at least the drop in
 * accuracy. Thresholds are tested in the given order, from the highest. A threshold passes if
 * {@code P(Bin(n, epsilon) <= k) <= delta}, where k of n validation examples have the loss 1. The tests end at the
 * first threshold that fails, and the last one that passed is used. If none passes, every input reaches the final exit,
 * and nothing is promised. This is always so if {@code (1 - epsilon)^n > delta}, that is, for fewer than 114 examples
 * by default.
 *
 * <p>Source: fixed-sequence testing of Learn then Test (Angelopoulos et al., arXiv 2110.01052) for early exits (Jazbec
 * et al., Fast yet Safe, NeurIPS 2024, arXiv 2405.20915). Deviations: the losses are 0 or 1,
 * so the p-value is the exact binomial tail instead of a bound; gains of earlier exits do not offset losses.
 *
 * <p>Limits: the validation examples must not have influenced the model, as they do with {@code training.stop}, and
 * test inputs must be distributed as they are. Each client has its own promise, which is about its overall accuracy and
 * not that of each class. Of many promises, up to the fraction {@code delta} may be broken.
 */
public final class RiskControlled {
    /**
     * Options of the policy.
     *
     * @param epsilon the promised upper bound of the drop in accuracy; 0 never lets an input leave early
     * @param delta probability that the promise is broken
     * @param thresholds of the confidence, in the order of the tests
     */
    public record Options(
            @Option(
                            value = "Largest drop in accuracy from the final exit, as a fraction",
                            min = 0,
                            below = 1,
                            defaultValue = "0.02")
                    double epsilon,
            @Option(
                            value = "Probability that a client loses more accuracy than that",
                            above = 0,
                            below = 1,
                            defaultValue = "0.1")
                    double delta,
            @Option(
                            value = "Thresholds of the confidence to choose from, highest first",
                            min = 0,
                            max = 1,
                            minItems = 1,
                            defaultValue = "[0.999,0.998,0.995,0.99,0.98,0.97,0.96,0.95,0.94,0.92,0.9,0.88,0.86,0.84,"
                                    + "0.82,0.8,0.75,0.7,0.65,0.6,0.55,0.5,0.45,0.4,0.35,0.3,0.2,0.1,0]")
                    List<Double> thresholds) {
        /**
         * Checks the order of the thresholds.
         *
         * @throws IllegalArgumentException if the thresholds do not descend
         */
        public Options {
            for (int i = 1; i < thresholds.size(); i++) {
                if (thresholds.get(i) >= thresholds.get(i - 1)) {
                    throw new IllegalArgumentException("'thresholds' has %s after %s; expected descending values"
                            .formatted(thresholds.get(i), thresholds.get(i - 1)));
                }
            }
        }
    }

    private RiskControlled() {}

    /** Returns the policy with the given options. */
    public static ExitPolicy of(Options options) {
        return new Policy(options);
    }

    /** Returns {@code P(Bin(n, p) <= k)}, computed with logarithms because {@code (1 - p)^n} can underflow. */
    static double binomialTail(int k, int n, double p) {
        double logTerm = n * Math.log1p(-p);
        double sum = Math.exp(logTerm);
        for (int i = 1; i <= k; i++) {
            logTerm += Math.log((n - i + 1.0) / i) + Math.log(p) - Math.log1p(-p);
            sum += Math.exp(logTerm);
        }
        return Math.min(1, sum);
    }

    /** Returns the last threshold that passes, or infinity if the first one fails. */
    static double threshold(Options options, CalibrationSet calibration) {
        double last = Double.POSITIVE_INFINITY;
        for (double threshold : options.thresholds()) {
            int losses = losses(threshold, calibration);
            if (binomialTail(losses, calibration.examples(), options.epsilon()) > options.delta()) {
                break;
            }
            last = threshold;
        }
        return last;
    }

    /** Counts the examples that are wrong at the exit where they leave and right at the final exit. */
    private static int losses(double threshold, CalibrationSet calibration) {
        Exit last = new Exit(calibration.exits());
        int losses = 0;
        for (int example = 0; example < calibration.examples(); example++) {
            int k = 1;
            while (k < calibration.exits() && calibration.confidence(new Exit(k), example) < threshold) {
                k++;
            }
            if (!isRight(calibration, new Exit(k), example) && isRight(calibration, last, example)) {
                losses++;
            }
        }
        return losses;
    }

    private static boolean isRight(CalibrationSet calibration, Exit exit, int example) {
        return Softmax.likeliest(calibration.probabilities(exit, example)) == calibration.label(example);
    }

    private record Policy(Options options) implements ExitPolicy {
        @Override
        public List<ExitRule> rules(CalibrationSet calibration) {
            String label = "risk-controlled " + Sweep.decimals(options.epsilon());
            return List.of(new Confidence.Rule(label, List.of(threshold(options, calibration))));
        }

        @Override
        public boolean needsValidation() {
            return true;
        }
    }
}
