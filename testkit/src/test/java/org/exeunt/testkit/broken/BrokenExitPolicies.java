package org.exeunt.testkit.broken;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.Promise;
import org.exeunt.api.exit.SharedChoice;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.ExitPolicyContract;

final class BrokenExitPolicies {
    private BrokenExitPolicies() {}

    static class Policies extends ExitPolicyContract {
        @Override
        protected List<PluginChoice<ExitPolicy>> variants() {
            return CheckedPlugin.subject();
        }
    }

    private record Rule(String label, Predicate<ExitInput> leaves, Function<ExitInput, double[]> answers)
            implements ExitRule {
        @Override
        public boolean shouldExit(ExitInput input) {
            return leaves.test(input);
        }

        @Override
        public double[] answer(ExitInput input) {
            return answers.apply(input);
        }
    }

    /** A policy that needs validation examples. */
    private record Calibrated(ExitPolicy policy) implements ExitPolicy {
        @Override
        public List<ExitRule> rules(CalibrationSet calibration) {
            return policy.rules(calibration);
        }

        @Override
        public boolean needsValidation() {
            return true;
        }
    }

    private record ChoosesTheThird() implements ExitPolicy, SharedChoice {
        @Override
        public List<ExitRule> rules(CalibrationSet calibration) {
            return List.of(surerThan(0.5), surerThan(0.7));
        }

        @Override
        public Optional<SharedChoice> sharedChoice() {
            return Optional.of(this);
        }

        @Override
        public String label() {
            return "shared";
        }

        @Override
        public Counts counts(CalibrationSet calibration) {
            return new Counts(calibration.examples(), List.of(0, 0));
        }

        @Override
        public Chosen choose(Counts sums) {
            return new Chosen(
                    2,
                    new Promise(
                            Promise.Risk.HARM,
                            Promise.Scope.FEDERATION,
                            0.5,
                            0.5,
                            sums.examples(),
                            0,
                            0.1,
                            OptionalDouble.of(0.7)));
        }
    }

    private static ExitRule rule(String label, Predicate<ExitInput> leaves) {
        return new Rule(label, leaves, ExitInput::probabilities);
    }

    private static ExitRule answering(UnaryOperator<double[]> answer) {
        return new Rule("never", input -> false, input -> answer.apply(input.probabilities()));
    }

    private static ExitRule surerThan(double threshold) {
        return rule("confidence above " + threshold, input -> input.confidence() >= threshold);
    }

    static List<CheckedPlugin> list() {
        return new Kind<ExitPolicy>(ExitPolicy.class, Policies.class)
                .keepsAll(
                        "has three thresholds in order",
                        calibration -> List.of(surerThan(0.5), surerThan(0.7), surerThan(0.9)))
                .breaks("X1", "has two rules of one name", calibration -> List.of(surerThan(0.5), surerThan(0.5)))
                .breaks("X2", "answers as in the previous call", calibration -> {
                    AtomicReference<double[]> last = new AtomicReference<>(new double[] {1, 0, 0, 0, 0});
                    return List.of(answering(last::getAndSet));
                })
                .breaks(
                        "X3",
                        "has rules in disorder",
                        calibration -> List.of(surerThan(0.7), surerThan(0.5), surerThan(0.9)))
                .breaks("X4", "requires ten examples", new Calibrated(calibration -> {
                    int examples = calibration.examples();
                    double[] sorted = new double[examples];
                    Arrays.setAll(sorted, example -> -calibration.confidence(new Exit(1), example));
                    Arrays.sort(sorted);
                    double threshold = examples == 0 ? 1 : -sorted[(int) (0.1 * examples) - 1];
                    return List.of(rule("surest tenth", input -> input.confidence() >= threshold));
                }))
                .breaks("X5", "counts clients", countsClients())
                .breaks("X6", "recognises examples by their predictions and knows their labels", calibration -> {
                    Map<List<Double>, Integer> labels = new HashMap<>();
                    for (int exit = 1; exit <= calibration.exits(); exit++) {
                        for (int example = 0; example < calibration.examples(); example++) {
                            labels.put(
                                    boxed(calibration.probabilities(new Exit(exit), example)),
                                    calibration.label(example));
                        }
                    }
                    return List.of(rule("where it is correct", input -> Integer.valueOf(input.prediction(input.exit()))
                            .equals(labels.get(boxed(input.probabilities())))));
                })
                // fails each time, unlike a rule with an array that its calls share
                .breaks("X7", "belongs to a thread", calibration -> {
                    Thread owner = Thread.currentThread();
                    return List.of(rule("on one thread", input -> Thread.currentThread() == owner));
                })
                .breaks(
                        "X8",
                        "requires three classes",
                        calibration -> List.of(rule("ahead of the third", input -> {
                            double[] sorted = input.probabilities();
                            Arrays.sort(sorted);
                            return sorted[sorted.length - 1] > 2 * sorted[sorted.length - 3];
                        })))
                .breaks(
                        "X9",
                        "answers with logarithms",
                        calibration -> List.of(answering(probabilities ->
                                Arrays.stream(probabilities).map(Math::log).toArray())))
                .breaksWithOption(
                        "X10",
                        "uses its option in the label alone",
                        options -> calibration -> List.of(
                                rule("confidence above " + options.factor(), input -> input.confidence() >= 0.5)))
                .breaks("X11", "chooses a rule after the last one", new ChoosesTheThird())
                .list();
    }

    private static ExitPolicy countsClients() {
        AtomicInteger clients = new AtomicInteger();
        return new Calibrated(calibration -> {
            // the first and the third of three calls always differ, whichever checks ran before
            boolean leaves = clients.getAndIncrement() % 4 < 2;
            return List.of(rule("two of four clients", input -> leaves));
        });
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
