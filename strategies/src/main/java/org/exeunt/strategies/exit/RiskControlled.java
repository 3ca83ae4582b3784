package org.exeunt.strategies.exit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.Promise;
import org.exeunt.api.exit.Promise.Risk;
import org.exeunt.api.exit.Promise.Scope;
import org.exeunt.api.exit.SharedChoice;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.plugin.Option;

/**
 * Promises that leaving early has at most the risk {@code epsilon}, with probability {@code 1 - delta} over the draw of
 * the validation examples.
 *
 * <p>An input leaves as with {@link Confidence}, with one threshold for all exits. The risk of a threshold is a share of
 * all inputs; {@link Risk} describes which, and {@link Scope} whose inputs. Thresholds are tested in the given order,
 * from the highest. A threshold passes if the upper bound of Clopper and Pearson for its risk is at most
 * {@code epsilon}. The tests end at the first threshold that fails, and the last one that passed is used. If none
 * passes, every input reaches the final exit, and nothing is promised. This is always so if {@code (1 - epsilon)^n >
 * delta} for n validation examples, that is, for fewer than 114 examples by default.
 *
 * <p>Source: fixed-sequence testing of Learn then Test (Angelopoulos et al., arXiv 2110.01052) for early exits (Jazbec
 * et al., Fast yet Safe, NeurIPS 2024, arXiv 2405.20915). Deviations: the losses of examples are 0 or 1, so the bound
 * is exact; gains of earlier exits do not offset losses; a federation has one threshold by the sums of all counts. Its
 * bound also holds for clients with different shares, for {@code delta} up to 1/4: of independent draws with the same
 * mean share, those with equal shares have the likeliest small counts (Hoeffding, On the distribution of the number of
 * successes in independent trials, 1956). The mean weighs each client by its number of validation examples.
 *
 * <p>Limits: the validation examples must not have influenced the model, as they do with {@code training.stop}, and
 * test inputs must have the same distribution. Each client has its own promise, which is about all its inputs together
 * and not about each class. Of many promises, up to the fraction {@code delta} may be broken.
 */
public final class RiskControlled {
    /**
     * Options of the policy.
     *
     * @param risk what is bounded
     * @param scope whose inputs it is bounded for
     * @param epsilon the promised upper bound of the risk
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
                            value = "Whose inputs: client, those of each client by its own validation examples, or"
                                    + " federation, those of all clients by the sum of their counts",
                            defaultValue = "client")
                    Scope scope,
            @Option(
                            value = "Largest share of such answers, as a fraction of all",
                            above = 0,
                            below = 1,
                            defaultValue = "0.02")
                    double epsilon,
            @Option(
                            value = "Probability that there are more of them than that",
                            above = 0,
                            below = 1,
                            defaultValue = "0.1")
                    double delta,
            @Option(
                            value = "Thresholds of the confidence to choose from, highest first",
                            min = 0,
                            max = 1,
                            minItems = 2,
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
        return options.scope() == Scope.CLIENT ? new OfClients(options) : new OfFederation(options);
    }

    /** Returns the promise with the last threshold that passes; it has none if the first one fails. */
    static Promise promise(Options options, int examples, IntUnaryOperator counts) {
        Promise last = null;
        for (int i = 0; i < options.thresholds().size(); i++) {
            int count = counts.applyAsInt(i);
            double bound = ClopperPearson.upper(count, examples, options.delta());
            boolean passes = bound <= options.epsilon();
            if (passes || last == null) {
                last = new Promise(
                        options.risk(),
                        options.scope(),
                        options.epsilon(),
                        options.delta(),
                        examples,
                        count,
                        bound,
                        passes ? OptionalDouble.of(options.thresholds().get(i)) : OptionalDouble.empty());
            }
            if (!passes) {
                break;
            }
        }
        return last;
    }

    /** Returns how many examples have the risk if inputs leave from a threshold on. */
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

    private static String label(Options options) {
        return "risk-controlled " + Sweep.decimals(options.epsilon())
                + (options.risk() == Risk.CHANGE ? " change" : "")
                + (options.scope() == Scope.FEDERATION ? " federation" : "");
    }

    private static void requireExits(CalibrationSet calibration) {
        if (calibration.exits() == 1) {
            throw new IllegalArgumentException("the network has only one exit, so that no input can leave early");
        }
    }

    /** Each client has a rule of its own. */
    private record OfClients(Options options) implements ExitPolicy {
        @Override
        public List<ExitRule> rules(CalibrationSet calibration) {
            requireExits(calibration);
            Promise promise = promise(
                    options,
                    calibration.examples(),
                    i -> count(options.risk(), options.thresholds().get(i), calibration));
            return List.of(new Promised(label(options), promise));
        }

        @Override
        public boolean needsValidation() {
            return true;
        }
    }

    private record Promised(String label, double threshold, Optional<Promise> promise) implements ExitRule {
        Promised(String label, Promise promise) {
            this(label, promise.threshold().orElse(Double.POSITIVE_INFINITY), Optional.of(promise));
        }

        @Override
        public boolean shouldExit(ExitInput input) {
            return input.confidence() >= threshold;
        }

        @Override
        public Optional<Thresholds> thresholds() {
            return Optional.of(new Thresholds(List.of(threshold), false));
        }
    }

    /** The first candidate never leaves early; the others have a threshold each. */
    private record OfFederation(Options options) implements ExitPolicy, SharedChoice {
        @Override
        public List<ExitRule> rules(CalibrationSet calibration) {
            requireExits(calibration);
            return Stream.concat(Stream.of(Double.POSITIVE_INFINITY), options.thresholds().stream())
                    .<ExitRule>map(threshold -> new Confidence.Rule(label() + " from " + threshold, List.of(threshold)))
                    .toList();
        }

        @Override
        public boolean needsValidation() {
            return true;
        }

        @Override
        public Optional<SharedChoice> sharedChoice() {
            return Optional.of(this);
        }

        @Override
        public String label() {
            return RiskControlled.label(options);
        }

        @Override
        public Counts counts(CalibrationSet calibration) {
            return new Counts(
                    calibration.examples(),
                    Stream.concat(
                                    Stream.of(0),
                                    options.thresholds().stream()
                                            .map(threshold -> count(options.risk(), threshold, calibration)))
                            .toList());
        }

        @Override
        public Chosen choose(Counts sums) {
            Promise promise =
                    promise(options, sums.examples(), i -> sums.perRule().get(i + 1));
            int rule = promise.threshold().isEmpty()
                    ? 0
                    : 1 + options.thresholds().indexOf(promise.threshold().getAsDouble());
            return new Chosen(rule, promise);
        }
    }
}
