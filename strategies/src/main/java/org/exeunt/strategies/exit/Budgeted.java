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
import org.exeunt.api.exit.ExitPolicyPlugin;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;

/**
 * Leaves where the most probable class is as probable as a threshold of that exit, chosen on validation examples so that a given share of them
 * leaves there.
 *
 * <p>Exit after exit, the examples that have not left are sorted by confidence, and the most confident {@code floor(N q_k)} leave; the threshold
 * is the confidence of the last of them, out of reach if there are none. Of equally confident examples the earlier one leaves first; under the
 * rule, however, all that reach a threshold leave. At the final exit everything does.
 *
 * <p>Source: budgeted batch classification of MSDNet (Huang et al., ICLR 2018) with a steeper exponent: shares are proportional to
 * {@code v^(4k)}, {@code v = j/20}, so that j below 20 prefers shallow exits, above 20 deep ones.
 */
public final class Budgeted {
    private static final double STEPS = 20;

    /** Forgives what rounding takes from {@code N q}, so that 0.29 of 100 examples are 29. */
    private static final double ROUNDING = 1e-9;

    /**
     * The sweep.
     *
     * @param steps numbers j of the sweep over {@code v = j/20}
     * @param exitFractions of examples at each exit, shallowest first, divided by their sum; where there are any, they stand in for the steps
     */
    public record Options(
            @Option(
                            value = "Numbers j of a sweep whose shares at exit k are proportional to (j/20)^(4k)",
                            min = 1,
                            max = 400,
                            defaultValue =
                                    "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39]")
                    List<Integer> steps,
            @Option(
                            value = "Shares of examples that leave at each exit, one list a setting, in place of steps",
                            min = 0,
                            defaultValue = "[]")
                    List<List<Double>> exitFractions) {}

    /** Registers {@code budgeted}. */
    @Citation("Huang et al.: Multi-Scale Dense Networks, ICLR 2018, arXiv 1703.09844")
    public static final class Plugin extends ExitPolicyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "budgeted",
                    "Leaves at thresholds that let given shares of validation examples leave at each exit",
                    Options.class,
                    (options, context) -> Policy.of(options));
        }
    }

    private Budgeted() {}

    /** Returns the shares of one setting for a network of m exits: {@code v^(4k)}, k = 1 to m, divided by their sum. */
    static double[] shares(int step, int exits) {
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
     * Returns the threshold of every exit but the final one.
     *
     * @param confidences probability of the most probable class by exit and validation example
     */
    static double[] thresholds(double[] shares, double[][] confidences) {
        double[] thresholds = new double[shares.length - 1];
        Arrays.fill(thresholds, Double.POSITIVE_INFINITY);
        int examples = confidences[0].length;
        List<Integer> staying = IntStream.range(0, examples).boxed().toList();
        for (int k = 0; k < thresholds.length; k++) {
            double[] confidence = confidences[k];
            List<Integer> surest = staying.stream()
                    .sorted(Collections.reverseOrder(Comparator.comparingDouble(example -> confidence[example])))
                    .toList();
            int leaving = Math.min(surest.size(), (int) (examples * shares[k] + ROUNDING));
            if (leaving > 0) {
                thresholds[k] = confidence[surest.get(leaving - 1)];
                staying =
                        surest.subList(leaving, surest.size()).stream().sorted().toList();
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

    /** Returns the rule of thresholds for every exit but the final one. */
    static ExitRule rule(String label, double[] thresholds) {
        return new Sweep.Labelled(
                label,
                view -> Arrays.stream(view.probabilities()).max().orElseThrow()
                        >= thresholds[view.exit().index()]);
    }

    /** One setting: its shares for a number of exits. */
    private record Setting(String label, IntFunction<double[]> shares) {
        static Setting ofStep(int step) {
            return new Setting("budgeted " + Sweep.decimals(step / STEPS), exits -> Budgeted.shares(step, exits));
        }

        static Setting ofShares(List<Double> written) {
            String label = written.stream().map(Sweep::decimals).collect(Collectors.joining(" / ", "budgeted ", ""));
            double[] shares =
                    normalised(written.stream().mapToDouble(Double::doubleValue).toArray());
            return new Setting(label, exits -> {
                if (exits != shares.length) {
                    throw new IllegalArgumentException(
                            "'exit-fractions' has %s, but the network has %d exits; give one share an exit"
                                    .formatted(written, exits));
                }
                return shares;
            });
        }
    }

    private record Policy(List<Setting> settings) implements ExitPolicy {
        static Policy of(Options options) {
            if (options.exitFractions().isEmpty()) {
                Sweep.requireDifferent("steps", options.steps());
                return new Policy(options.steps().stream().map(Setting::ofStep).toList());
            }
            Sweep.requireDifferent("exit-fractions", options.exitFractions());
            for (List<Double> shares : options.exitFractions()) {
                if (shares.stream().mapToDouble(Double::doubleValue).sum() <= 0) {
                    throw new IllegalArgumentException(
                            "'exit-fractions' has %s, of which nothing leaves anywhere; expected a sum above 0"
                                    .formatted(shares));
                }
            }
            return new Policy(
                    options.exitFractions().stream().map(Setting::ofShares).toList());
        }

        @Override
        public List<ExitRule> rules(CalibrationSet calibration) {
            double[][] confidences = confidences(calibration);
            return settings.stream()
                    .map(setting ->
                            rule(setting.label(), thresholds(setting.shares().apply(calibration.exits()), confidences)))
                    .toList();
        }

        @Override
        public boolean needsValidation() {
            return true;
        }
    }
}
