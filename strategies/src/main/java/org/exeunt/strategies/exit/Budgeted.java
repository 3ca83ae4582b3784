package org.exeunt.strategies.exit;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Option;

/**
 * Exits if the probability of the most probable class reaches a threshold of that exit, which is chosen so that a given
 * fraction of the validation examples exits there.
 *
 * <p>Exit by exit, the remaining validation examples are sorted by confidence and the most confident
 * {@code floor(N q_k)} exit. The threshold is the smallest confidence among them, or infinity if there are none. Of
 * equally confident examples the earlier one exits first during calibration; at inference, all inputs that reach a
 * threshold exit. All remaining inputs exit at the final exit.
 *
 * <p>Source: budgeted batch classification of MSDNet (Huang et al., ICLR 2018). Deviation: a steeper exponent;
 * fractions are proportional to {@code v^(4k)} with {@code v = j/20}, so that j below 20 prefers shallow exits and j
 * above 20 deep exits.
 */
public final class Budgeted {
    private static final double STEPS = 20;

    /** Compensates rounding in {@code N q}, so that 0.29 of 100 examples are 29. */
    private static final double ROUNDING = 1e-9;

    /**
     * Options of the policy.
     *
     * @param steps values of j in {@code v = j/20}, one rule per value
     * @param exitFractions fractions of examples at each exit, shallowest first, divided by their sum; one rule per
     *     list; replaces the steps if not empty
     */
    public record Options(
            @Option(
                            value = "Values j of a sweep; the fraction of examples at exit k is proportional to"
                                    + " (j/20)^(4k)",
                            min = 1,
                            max = 400,
                            defaultValue = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,"
                                    + "28,29,30,31,32,33,34,35,36,37,38,39]")
                    List<Integer> steps,
            @Option(
                            value = "Fractions of the examples that exit at each exit, one list per rule; replaces"
                                    + " steps",
                            min = 0,
                            defaultValue = "[]")
                    List<List<Double>> exitFractions) {}

    private Budgeted() {}

    /** Returns the policy with the given options. */
    public static ExitPolicy of(Options options) {
        return Policy.of(options);
    }

    /**
     * Returns the fractions of examples for one step and m exits: {@code v^(4k)}, k = 1 to m, divided by their sum.
     */
    static double[] fractions(int step, int exits) {
        double v = step / STEPS;
        double factor = v * v * v * v;
        double[] weights = new double[exits];
        double weight = 1;
        for (int k = 0; k < exits; k++) {
            weights[k] = weight;
            weight *= factor;
        }
        return normalised(weights);
    }

    private static double[] normalised(double[] weights) {
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(weight -> weight / sum).toArray();
    }

    /**
     * Returns the threshold of every exit except the final one.
     *
     * @param fractions of examples per exit
     * @param confidences probability of the most probable class, {@code [exit, example]}
     */
    static double[] thresholds(double[] fractions, double[][] confidences) {
        double[] thresholds = new double[fractions.length - 1];
        Arrays.fill(thresholds, Double.POSITIVE_INFINITY);
        int examples = confidences[0].length;
        List<Integer> remaining = IntStream.range(0, examples).boxed().toList();
        for (int k = 0; k < thresholds.length; k++) {
            double[] confidence = confidences[k];
            List<Integer> sorted = remaining.stream()
                    .sorted(Collections.reverseOrder(Comparator.comparingDouble(example -> confidence[example])))
                    .toList();
            int exiting = Math.min(sorted.size(), (int) (examples * fractions[k] + ROUNDING));
            if (exiting > 0) {
                thresholds[k] = confidence[sorted.get(exiting - 1)];
                remaining =
                        sorted.subList(exiting, sorted.size()).stream().sorted().toList();
            }
        }
        return thresholds;
    }

    private static double[][] confidences(CalibrationSet calibration) {
        double[][] confidences = new double[calibration.exits()][calibration.examples()];
        for (int k = 0; k < confidences.length; k++) {
            Exit exit = new Exit(k + 1);
            Arrays.setAll(confidences[k], example -> calibration.confidence(exit, example));
        }
        return confidences;
    }

    /** Returns the rule with one threshold for each exit except the final one. */
    static ExitRule rule(String label, double[] thresholds) {
        return new Confidence.Rule(label, Arrays.stream(thresholds).boxed().toList());
    }

    /** Label of one rule and its fractions for a given number of exits. */
    private record Setting(String label, IntFunction<double[]> fractions) {
        static Setting ofStep(int step) {
            return new Setting("budgeted " + Sweep.decimals(step / STEPS), exits -> Budgeted.fractions(step, exits));
        }

        static Setting ofFractions(List<Double> listed) {
            String label = listed.stream().map(Sweep::decimals).collect(Collectors.joining(" / ", "budgeted ", ""));
            double[] fractions =
                    normalised(listed.stream().mapToDouble(Double::doubleValue).toArray());
            return new Setting(label, exits -> {
                if (exits != fractions.length) {
                    throw new IllegalArgumentException(
                            "'exit-fractions' has %s, but the network has %d exits; expected one fraction per exit"
                                    .formatted(listed, exits));
                }
                return fractions;
            });
        }
    }

    private record Policy(List<Setting> settings) implements ExitPolicy {
        static Policy of(Options options) {
            if (options.exitFractions().isEmpty()) {
                Sweep.requireDistinct("steps", options.steps());
                return new Policy(options.steps().stream().map(Setting::ofStep).toList());
            }
            Sweep.requireDistinct("exit-fractions", options.exitFractions());
            for (List<Double> fractions : options.exitFractions()) {
                if (fractions.stream().mapToDouble(Double::doubleValue).sum() <= 0) {
                    throw new IllegalArgumentException(
                            "'exit-fractions' has %s, which sums to 0; expected a sum above 0".formatted(fractions));
                }
            }
            return new Policy(
                    options.exitFractions().stream().map(Setting::ofFractions).toList());
        }

        @Override
        public List<ExitRule> rules(CalibrationSet calibration) {
            double[][] confidences = confidences(calibration);
            return settings.stream()
                    .map(setting -> rule(
                            setting.label(), thresholds(setting.fractions().apply(calibration.exits()), confidences)))
                    .toList();
        }

        @Override
        public boolean needsValidation() {
            return true;
        }
    }
}
