package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.SharedChoice;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.plugin.PluginChoice;
import org.junit.jupiter.api.Test;

/**
 * Checks the contract of an {@link ExitPolicy}, rules X1 to X11, with a few hundred random examples and, except for X8,
 * a network of four exits.
 *
 * <p>No check is needed for use of the label at inference: an {@link ExitInput} does not contain it.
 */
public abstract class ExitPolicyContract extends OptionEffects<ExitPolicy> {
    private static final int EXITS = 4;
    private static final int CLASSES = 5;
    private static final int EXAMPLES = 300;

    /** Enough for threads to overlap: some hundredths of a second. */
    private static final int CONCURRENT_DECISIONS = 50_000;

    /**
     * Returns whether rules are ordered so that the mean exit increases or decreases from each rule to the next. The
     * default is {@code true}.
     */
    protected boolean listsRulesInOrder() {
        return true;
    }

    @EachVariant("there is no rule, two rules have the same label, or a label has a line break")
    void x01_rulesHaveDistinctLabels(PluginChoice<ExitPolicy> variant) {
        List<String> labels = labels(rules(variant));
        assertThat(labels).as("X1: labels").isNotEmpty().doesNotHaveDuplicates().noneMatch(String::isBlank);
        assertThat(labels).as("X1: labels of one line").noneMatch(label -> label.codePoints()
                .anyMatch(Character::isISOControl));
    }

    @EachVariant("a rule keeps state of earlier examples; decide by the current input only")
    void x02_rulesDependOnTheirInputAlone(PluginChoice<ExitPolicy> variant) {
        List<ExitInput> inputs = inputs();
        for (ExitRule rule : rules(variant)) {
            List<Decision> forwards = inputs.stream()
                    .map(input -> Decision.of(rule, input, EXITS))
                    .toList();
            for (int i = inputs.size() - 1; i >= 0; i--) {
                assertThat(Decision.of(rule, inputs.get(i), EXITS))
                        .as("X2: second decision of '%s' for input %d", rule.label(), i)
                        .isEqualTo(forwards.get(i));
            }
        }
    }

    @EachVariant(
            "a stricter setting lets some examples leave earlier, so that the mean cost does not follow the setting")
    void x03_meanDepthFollowsTheSetting(PluginChoice<ExitPolicy> variant) {
        if (!listsRulesInOrder()) {
            return;
        }
        List<Double> depths =
                rules(variant).stream().map(ExitPolicyContract::meanDepth).toList();
        List<Double> rising = depths.stream().sorted().toList();
        List<Double> falling = new ArrayList<>(rising);
        Collections.reverse(falling);
        assertThat(depths).as("X3: mean exit of each rule, in order").isIn(rising, falling);
    }

    @EachVariant("labels depend on the client, so that a report could not average them over clients, or a client with "
            + "few validation examples is not handled")
    void x04_labelsAreTheSameForEveryClient(PluginChoice<ExitPolicy> variant) {
        ExitPolicy policy = create(variant);
        assertThat(labels(policy.rules(CalibrationSet.none(EXITS))))
                .as("X4: labels without validation examples")
                .isEqualTo(labels(policy.rules(calibration("inputs"))));
        assertThat(labels(policy.rules(calibration("other inputs"))))
                .as("X4: labels with other validation examples")
                .isEqualTo(labels(policy.rules(calibration("inputs"))));
        for (int examples = 1; examples <= 3; examples++) {
            assertThat(labels(policy.rules(calibration("few inputs", EXITS, examples, CLASSES))))
                    .as("X4: labels with %d validation examples", examples)
                    .isEqualTo(labels(policy.rules(calibration("inputs"))));
        }
    }

    @EachVariant("random numbers come from another source, or state is kept between clients")
    void x05_equalValidationExamplesGiveEqualRules(PluginChoice<ExitPolicy> variant) {
        ExitPolicy policy = create(variant);
        List<List<Decision>> once = decisions(policy.rules(calibration("inputs")));
        List<List<Decision>> others = decisions(policy.rules(calibration("other inputs")));
        assertThat(decisions(policy.rules(calibration("inputs"))))
                .as("X5: decisions")
                .isEqualTo(once);
        assertThat(decisions(create(variant).rules(calibration("other inputs"))))
                .as("X5: decisions by rules of another instance, which has seen other clients")
                .isEqualTo(others);
    }

    @EachVariant("let ExitPolicy.needsValidation return true, so that the policy receives validation examples")
    void x06_useOfValidationExamplesIsDeclared(PluginChoice<ExitPolicy> variant) {
        ExitPolicy policy = create(variant);
        if (!policy.needsValidation()) {
            assertThat(decisions(policy.rules(calibration("inputs"))))
                    .as("X6: decisions")
                    .isEqualTo(decisions(policy.rules(CalibrationSet.none(EXITS))));
        }
    }

    @EachVariant("rules share an array or another object between calls; create it inside shouldExit")
    void x07_rulesDecideOnManyThreads(PluginChoice<ExitPolicy> variant) throws InterruptedException {
        Rule.assumeHolds("X2", "X7", () -> x02_rulesDependOnTheirInputAlone(variant));
        List<ExitRule> rules = rules(variant);
        List<ExitInput> inputs = inputs();
        List<List<Decision>> alone = decisions(rules, inputs);
        int repetitions = 1 + CONCURRENT_DECISIONS / (rules.size() * inputs.size());
        assertThat(onFourThreads(() -> IntStream.range(0, repetitions)
                        .filter(i -> !decisions(rules, inputs).equals(alone))
                        .count()))
                .as("X7: how often decisions of each of four threads differ from those of one, in %d", repetitions)
                .containsExactly(0L, 0L, 0L, 0L);
    }

    @EachVariant("rules are made for one number of exits, or for more than two classes; reject other numbers of exits "
            + "with an IllegalArgumentException that states why")
    void x08_otherNumbersOfExitsAreHandledOrRejected(PluginChoice<ExitPolicy> variant) {
        ExitPolicy policy = create(variant);
        for (int exits = 1; exits <= 8; exits++) {
            try {
                policy.rules(CalibrationSet.none(exits));
            } catch (IllegalArgumentException rejected) {
                continue;
            }
            for (int classes : new int[] {2, CLASSES}) {
                CalibrationSet examples = calibration("inputs", exits, 20, classes);
                try {
                    List<ExitRule> rules = policy.rules(examples);
                    assertThat(rules).as("X8: rules for %d exits", exits).isNotEmpty();
                    int last = exits;
                    rules.forEach(rule -> inputs(examples).forEach(input -> Decision.of(rule, input, last)));
                } catch (RuntimeException e) {
                    throw new AssertionError(
                            "X8: with %d exits and %d classes, it throws %s".formatted(exits, classes, e), e);
                }
            }
        }
    }

    @EachVariant("a rule answers with logits, with a class, or with a sum of probabilities; divide by the sum")
    void x09_answersAreProbabilities(PluginChoice<ExitPolicy> variant) {
        for (ExitRule rule : rules(variant)) {
            for (ExitInput input : inputs()) {
                double[] answer = rule.answer(input);
                assertThat(answer)
                        .as("X9: answer of '%s' at exit %s", rule.label(), input.exit())
                        .hasSize(CLASSES);
                assertThat(Arrays.stream(answer).allMatch(p -> p >= 0)
                                && Math.abs(Arrays.stream(answer).sum() - 1) < 1e-9)
                        .as(
                                "X9: the answer %s of '%s' at exit %s has no negative values and the sum 1",
                                Arrays.toString(answer), rule.label(), input.exit())
                        .isTrue();
            }
        }
    }

    @FailureHint(OtherOptions.HINT)
    @Test
    void x10_everyOptionHasAnEffect() {
        assertOptionsHaveEffects("X10", variant -> decisions(rules(variant)));
    }

    @EachVariant("a policy whose rule all clients choose needs one count per rule, a label of its own and a choice for "
            + "every sum of counts, also for none")
    void x11_aSharedChoiceIsOneOfTheRules(PluginChoice<ExitPolicy> variant) {
        create(variant).sharedChoice().ifPresent(choice -> {
            List<String> labels = labels(rules(variant));
            assertThat(choice.label())
                    .as("X11: label of the shared rule")
                    .isNotBlank()
                    .isNotIn(labels);
            SharedChoice.Counts none = choice.counts(CalibrationSet.none(EXITS));
            SharedChoice.Counts one = choice.counts(calibration("inputs"));
            assertThat(one.examples()).as("X11: examples that were counted").isEqualTo(EXAMPLES);
            for (SharedChoice.Counts counts : List.of(none, one)) {
                assertThat(counts.perRule()).as("X11: counts, one per rule").hasSameSizeAs(labels);
            }
            SharedChoice.Counts two = one.plus(choice.counts(calibration("other inputs")));
            for (SharedChoice.Counts sums : List.of(none, one, two)) {
                assertThat(choice.choose(sums).rule())
                        .as("X11: place of the rule that is chosen by %s", sums)
                        .isBetween(0, labels.size() - 1);
            }
        });
    }

    /** Whether an input leaves, which is not asked at the final exit, and the answer. */
    private record Decision(boolean leaves, List<Double> answer) {
        static Decision of(ExitRule rule, ExitInput input, int exits) {
            boolean leaves = input.exit().number() == exits || rule.shouldExit(input);
            return new Decision(
                    leaves, Arrays.stream(rule.answer(input)).boxed().toList());
        }
    }

    private List<ExitRule> rules(PluginChoice<ExitPolicy> variant) {
        return create(variant).rules(calibration("inputs"));
    }

    private static List<String> labels(List<ExitRule> rules) {
        return rules.stream().map(ExitRule::label).toList();
    }

    private static List<List<Decision>> decisions(List<ExitRule> rules) {
        return decisions(rules, inputs());
    }

    private static List<List<Decision>> decisions(List<ExitRule> rules, List<ExitInput> inputs) {
        return rules.stream()
                .map(rule -> inputs.stream()
                        .map(input -> Decision.of(rule, input, EXITS))
                        .toList())
                .toList();
    }

    private static double meanDepth(ExitRule rule) {
        List<ExitInput> inputs = inputs();
        int sum = 0;
        for (int example = 0; example < EXAMPLES; example++) {
            int exit = 1;
            while (exit < EXITS && !rule.shouldExit(inputs.get(example * EXITS + exit - 1))) {
                exit++;
            }
            sum += exit;
        }
        return (double) sum / EXAMPLES;
    }

    private static List<ExitInput> inputs() {
        return inputs(calibration("inputs"));
    }

    /** Returns the inputs of each example at all exits. */
    private static List<ExitInput> inputs(CalibrationSet examples) {
        List<ExitInput> inputs = new ArrayList<>();
        for (int example = 0; example < examples.examples(); example++) {
            double[][] probabilities = new double[examples.exits()][];
            for (int exit = 1; exit <= examples.exits(); exit++) {
                probabilities[exit - 1] = examples.probabilities(new Exit(exit), example);
                inputs.add(new ExitInput(Arrays.copyOf(probabilities, exit)));
            }
        }
        return inputs;
    }

    private static CalibrationSet calibration(String stream) {
        return calibration(stream, EXITS, EXAMPLES, CLASSES);
    }

    /** Returns random predictions; confidence increases with depth. */
    private static CalibrationSet calibration(String stream, int exits, int examples, int classes) {
        RandomGenerator random = STREAMS.stream(stream);
        double[][][] probabilities = new double[exits][examples][classes];
        int[] labels = new int[examples];
        for (int example = 0; example < examples; example++) {
            double[] logits = new double[classes];
            for (int exit = 1; exit <= exits; exit++) {
                for (int c = 0; c < classes; c++) {
                    logits[c] += random.nextGaussian() * exit;
                }
                Softmax.row(logits, 0, classes, 1, probabilities[exit - 1][example]);
            }
            labels[example] = random.nextInt(classes);
        }
        return new CalibrationSet(probabilities, labels);
    }
}
