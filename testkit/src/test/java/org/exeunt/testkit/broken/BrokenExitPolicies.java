package org.exeunt.testkit.broken;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.ExitPolicyContract;

final class BrokenExitPolicies {
    private BrokenExitPolicies() {}

    abstract static class Of extends ExitPolicyContract {
        private final ExitPolicy policy;

        Of(ExitPolicy policy) {
            this.policy = policy;
        }

        @Override
        protected List<PluginChoice<ExitPolicy>> variants() {
            return TestChoices.only(ExitPolicy.class, policy);
        }
    }

    private static ExitRule rule(String label, Predicate<ExitInput> leaves) {
        return rule(label, leaves, ExitInput::probabilities);
    }

    private static ExitRule rule(String label, Predicate<ExitInput> leaves, Function<ExitInput, double[]> answer) {
        return new ExitRule() {
            @Override
            public String label() {
                return label;
            }

            @Override
            public boolean shouldExit(ExitInput view) {
                return leaves.test(view);
            }

            @Override
            public double[] answer(ExitInput input) {
                return answer.apply(input);
            }
        };
    }

    private static ExitRule surerThan(double threshold) {
        return rule("confidence above " + threshold, view -> view.confidence() >= threshold);
    }

    static class Confident extends Of {
        Confident() {
            super(calibration -> List.of(surerThan(0.5), surerThan(0.7), surerThan(0.9)));
        }
    }

    @Breaks("X1")
    static class HasTwoRulesOfOneName extends Of {
        HasTwoRulesOfOneName() {
            super(calibration -> List.of(surerThan(0.5), surerThan(0.5)));
        }
    }

    @Breaks("X2")
    static class Remembers extends Of {
        Remembers() {
            super(calibration -> {
                AtomicInteger seen = new AtomicInteger();
                return List.of(rule("every second", view -> seen.getAndIncrement() % 2 == 0));
            });
        }
    }

    @Breaks("X3")
    static class Disordered extends Of {
        Disordered() {
            super(calibration -> List.of(surerThan(0.7), surerThan(0.5), surerThan(0.9)));
        }
    }

    @Breaks("X4")
    static class LabelsClients extends Of {
        LabelsClients() {
            super(calibration -> List.of(rule("confidence above all of " + calibration.examples(), view -> false)));
        }
    }

    @Breaks("X4")
    static class NeedsTenExamples extends Of {
        NeedsTenExamples() {
            super(new ExitPolicy() {
                @Override
                public List<ExitRule> rules(CalibrationSet calibration) {
                    int examples = calibration.examples();
                    double[] sorted = new double[examples];
                    Arrays.setAll(sorted, example -> -calibration.confidence(new Exit(1), example));
                    Arrays.sort(sorted);
                    double threshold = examples == 0 ? 1 : -sorted[(int) (0.1 * examples) - 1];
                    return List.of(rule("surest tenth", view -> view.confidence() >= threshold));
                }

                @Override
                public boolean needsValidation() {
                    return true;
                }
            });
        }
    }

    /** evaluate and predict have other rules than the run. */
    @Breaks("X5")
    static class DiffersBetweenInstances extends ExitPolicyContract {
        private static final AtomicInteger INSTANCES = new AtomicInteger();

        @Override
        protected List<PluginChoice<ExitPolicy>> variants() {
            return TestChoices.by(ExitPolicy.class, () -> {
                double threshold = 0.5 + INSTANCES.incrementAndGet() % 10 / 25.0;
                return calibration -> List.of(rule("drawn", view -> view.confidence() >= threshold));
            });
        }
    }

    @Breaks("X5")
    static class CountsClients extends Of {
        CountsClients() {
            super(new ExitPolicy() {
                private final AtomicInteger clients = new AtomicInteger();

                @Override
                public List<ExitRule> rules(CalibrationSet calibration) {
                    // the first and the third of three calls always differ, whichever checks ran before
                    boolean leaves = clients.getAndIncrement() % 4 < 2;
                    return List.of(rule("two of four clients", view -> leaves));
                }

                @Override
                public boolean needsValidation() {
                    return true;
                }
            });
        }
    }

    /** Recognises examples by their predictions, and lets those leave with correct predictions. */
    @Breaks("X6")
    static class UsesLabels extends Of {
        UsesLabels() {
            super(calibration -> {
                Map<List<Double>, Integer> labels = new HashMap<>();
                for (int exit = 1; exit <= calibration.exits(); exit++) {
                    for (int example = 0; example < calibration.examples(); example++) {
                        labels.put(
                                boxed(calibration.probabilities(new Exit(exit), example)), calibration.label(example));
                    }
                }
                return List.of(rule("where it is correct", view -> {
                    int prediction = view.prediction(view.exit());
                    return Integer.valueOf(prediction).equals(labels.get(boxed(view.probabilities())));
                }));
            });
        }

        private static List<Double> boxed(double[] values) {
            return Arrays.stream(values).boxed().toList();
        }
    }

    /** Fails each time, unlike a rule with an array that its calls share. */
    @Breaks("X7")
    static class BelongsToAThread extends Of {
        BelongsToAThread() {
            super(calibration -> {
                Thread owner = Thread.currentThread();
                return List.of(rule("on one thread", view -> Thread.currentThread() == owner));
            });
        }
    }

    private static ExitRule answering(String label, UnaryOperator<double[]> answer) {
        return rule(label, input -> false, input -> answer.apply(input.probabilities()));
    }

    @Breaks("X2")
    static class AnswersAsTheCallBefore extends Of {
        AnswersAsTheCallBefore() {
            super(calibration -> {
                AtomicReference<double[]> last = new AtomicReference<>(new double[] {1, 0, 0, 0, 0});
                return List.of(answering("as before", last::getAndSet));
            });
        }
    }

    @Breaks("X8")
    static class RequiresThreeClasses extends Of {
        RequiresThreeClasses() {
            super(calibration -> List.of(rule("ahead of the third", view -> {
                double[] sorted = view.probabilities();
                Arrays.sort(sorted);
                return sorted[sorted.length - 1] > 2 * sorted[sorted.length - 3];
            })));
        }
    }

    @Breaks("X9")
    static class AnswersWithLogarithms extends Of {
        AnswersWithLogarithms() {
            super(calibration -> List.of(answering(
                    "logarithms",
                    probabilities -> Arrays.stream(probabilities).map(Math::log).toArray())));
        }
    }

    @Breaks("X9")
    static class AnswersWithTwoClasses extends Of {
        AnswersWithTwoClasses() {
            super(calibration -> List.of(
                    answering("two classes", probabilities -> new double[] {probabilities[0], 1 - probabilities[0]})));
        }
    }

    @Breaks("X8")
    static class HasThreeThresholds extends Of {
        HasThreeThresholds() {
            super(calibration -> {
                double[] thresholds = {0.9, 0.8, 0.7};
                return List.of(rule(
                        "thresholds",
                        view -> view.confidence() >= thresholds[view.exit().index()]));
            });
        }
    }

    /** The option appears in the label alone. */
    @Breaks("X10")
    static class IgnoresItsOption extends ExitPolicyContract {
        @Override
        protected List<PluginChoice<ExitPolicy>> variants() {
            return TestChoices.scaled(
                    ExitPolicy.class,
                    options -> calibration ->
                            List.of(rule("confidence above " + options.factor(), view -> view.confidence() >= 0.5)));
        }
    }
}
