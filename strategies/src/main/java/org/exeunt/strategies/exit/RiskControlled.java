package org.exeunt.strategies.exit;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.plugin.Option;

/**
 * Promises for each client that leaving early has at most the risk {@code epsilon}, with probability {@code 1 - delta}
 * over the draw of the client's validation examples.
 *
 * <p>An input leaves as with {@link Confidence}, with one threshold for all exits. The risk of a threshold is a share of
 * all inputs; {@link Risk} describes which. Thresholds are tested in the given order, from the highest. A threshold
 * passes if the upper bound of Clopper and Pearson for its risk is at most {@code epsilon}. The tests end at the first
 * threshold that fails, and the last one that passed is used. If none passes, every input reaches the final exit, and
 * nothing is promised. This is always so if {@code (1 - epsilon)^n > delta} for n validation examples, that is, for
 * fewer than 114 examples by default.
 *
 * <p>Source: fixed-sequence testing of Learn then Test (Angelopoulos et al., arXiv 2110.01052) for early exits (Jazbec
 * et al., Fast yet Safe, NeurIPS 2024, arXiv 2405.20915). Deviations: the losses of examples are 0 or 1, so the bound
 * is exact; gains of earlier exits do not offset losses.
 *
 * <p>Limits: the validation examples must not have influenced the model, as they do with {@code training.stop}, and
 * test inputs must have the same distribution. Each client has its own promise, which is about all its inputs together
 * and not about each class. Of many promises, up to the fraction {@code delta} may be broken.
 */
public final class RiskControlled {
    /** What may happen to an input that leaves early. */
    public enum Risk {
        /** The early answer is wrong and the final exit is right. The share is at least the drop in accuracy. */
        HARM,
        /** The early answer differs from the answer of the final exit. Labels are not used. */
        CHANGE
    }

    /**
     * Options of the policy.
     *
     * @param risk what is bounded
     * @param epsilon the promised upper bound of the risk; 0 never lets an input leave early
     * @param delta probability that the promise is broken
     * @param thresholds of the confidence, in the order of the tests
     */
    public record Options(
            @Option(
                            value = "What is bounded: harm, early answers that are wrong where the final exit is right,"
                                    + " or change, early answers other than the final exit's",
                            defaultValue = "harm")
                    Risk risk,
            @Option(
                            value = "Largest share of such answers, as a fraction of all",
                            min = 0,
                            below = 1,
                            defaultValue = "0.02")
                    double epsilon,
            @Option(
                            value = "Probability that a client has more of them than that",
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

    /** Returns the last threshold that passes, or infinity if the first one fails. */
    static double threshold(Options options, CalibrationSet calibration) {
        double last = Double.POSITIVE_INFINITY;
        for (double threshold : options.thresholds()) {
            int count = count(options.risk(), threshold, calibration);
            if (ClopperPearson.upper(count, calibration.examples(), options.delta()) > options.epsilon()) {
                break;
            }
            last = threshold;
        }
        return last;
    }

    private static int count(Risk risk, double threshold, CalibrationSet calibration) {
        int count = 0;
        for (int example = 0; example < calibration.examples(); example++) {
            int k = 1;
            while (k < calibration.exits() && calibration.confidence(new Exit(k), example) < threshold) {
                k++;
            }
            int early = answer(calibration, k, example);
            int last = answer(calibration, calibration.exits(), example);
            count += early != last && (risk == Risk.CHANGE || last == calibration.label(example)) ? 1 : 0;
        }
        return count;
    }

    private static int answer(CalibrationSet calibration, int exit, int example) {
        return Softmax.likeliest(calibration.probabilities(new Exit(exit), example));
    }

    private record Policy(Options options) implements ExitPolicy {
        @Override
        public List<ExitRule> rules(CalibrationSet calibration) {
            String label = "risk-controlled " + Sweep.decimals(options.epsilon())
                    + (options.risk() == Risk.CHANGE ? " change" : "");
            return List.of(new Confidence.Rule(label, List.of(threshold(options, calibration))));
        }

        @Override
        public boolean needsValidation() {
            return true;
        }
    }
}
