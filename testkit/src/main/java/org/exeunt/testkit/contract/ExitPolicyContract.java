package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.plugin.PluginChoice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the contract of an {@link ExitPolicy}, rules X1 to X6, with a few hundred random examples and a network of
 * four exits.
 *
 * <p>No check is needed for use of the label at inference: an {@link ExitInput} does not contain it.
 */
public abstract class ExitPolicyContract extends Variants<ExitPolicy> {
    private static final int EXITS = 4;
    private static final int CLASSES = 5;
    private static final int EXAMPLES = 300;

    /**
     * Returns whether rules are ordered so that the mean exit increases or decreases from each rule to the next. The
     * default is {@code true}.
     */
    protected boolean listsRulesInOrder() {
        return true;
    }

    @FailureHint("there is no rule, two rules have the same label, or a label has a line break")
    @ParameterizedTest
    @MethodSource("variants")
    void x01_rulesHaveDistinctLabels(PluginChoice<ExitPolicy> variant) {
        List<String> labels = labels(rules(variant));
        assertThat(labels).as("X1: labels").isNotEmpty().doesNotHaveDuplicates().noneMatch(String::isBlank);
        assertThat(labels).as("X1: labels of one line").noneMatch(label -> label.codePoints()
                .anyMatch(Character::isISOControl));
    }

    @FailureHint("a rule keeps state of earlier examples; decide by the current input alone")
    @ParameterizedTest
    @MethodSource("variants")
    void x02_rulesDependOnTheirInputAlone(PluginChoice<ExitPolicy> variant) {
        List<ExitInput> inputs = inputs();
        for (ExitRule rule : rules(variant)) {
            List<Boolean> forwards = inputs.stream().map(rule::shouldExit).toList();
            for (int i = inputs.size() - 1; i >= 0; i--) {
                assertThat(rule.shouldExit(inputs.get(i)))
                        .as("X2: second decision of '%s' for input %d", rule.label(), i)
                        .isEqualTo(forwards.get(i));
            }
        }
    }

    @FailureHint(
            "a stricter setting lets some examples leave earlier, so that the mean cost does not follow the setting")
    @ParameterizedTest
    @MethodSource("variants")
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

    @FailureHint("labels depend on the client; a report could not average them over clients")
    @ParameterizedTest
    @MethodSource("variants")
    void x04_labelsAreTheSameForEveryClient(PluginChoice<ExitPolicy> variant) {
        ExitPolicy policy = create(variant);
        assertThat(labels(policy.rules(CalibrationSet.none(EXITS))))
                .as("X4: labels without validation examples")
                .isEqualTo(labels(policy.rules(calibration("inputs"))));
        assertThat(labels(policy.rules(calibration("other inputs"))))
                .as("X4: labels with other validation examples")
                .isEqualTo(labels(policy.rules(calibration("inputs"))));
    }

    @FailureHint("random numbers come from another source, or state is kept between clients")
    @ParameterizedTest
    @MethodSource("variants")
    void x05_equalValidationExamplesGiveEqualRules(PluginChoice<ExitPolicy> variant) {
        ExitPolicy policy = create(variant);
        List<List<Boolean>> once = decisions(policy.rules(calibration("inputs")));
        policy.rules(calibration("other inputs"));
        assertThat(decisions(policy.rules(calibration("inputs"))))
                .as("X5: decisions")
                .isEqualTo(once);
    }

    @FailureHint("let ExitPolicy.needsValidation return true, so that the policy receives validation examples")
    @ParameterizedTest
    @MethodSource("variants")
    void x06_useOfValidationExamplesIsDeclared(PluginChoice<ExitPolicy> variant) {
        ExitPolicy policy = create(variant);
        if (!policy.needsValidation()) {
            assertThat(decisions(policy.rules(calibration("inputs"))))
                    .as("X6: decisions")
                    .isEqualTo(decisions(policy.rules(CalibrationSet.none(EXITS))));
        }
    }

    private List<ExitRule> rules(PluginChoice<ExitPolicy> variant) {
        return create(variant).rules(calibration("inputs"));
    }

    private static List<String> labels(List<ExitRule> rules) {
        return rules.stream().map(ExitRule::label).toList();
    }

    private static List<List<Boolean>> decisions(List<ExitRule> rules) {
        return rules.stream()
                .map(rule -> inputs().stream().map(rule::shouldExit).toList())
                .toList();
    }

    private static double meanDepth(ExitRule rule) {
        List<ExitInput> inputs = inputs();
        int examples = inputs.size() / (EXITS - 1);
        int sum = 0;
        for (int example = 0; example < examples; example++) {
            int exit = 1;
            while (exit < EXITS && !rule.shouldExit(inputs.get(example * (EXITS - 1) + exit - 1))) {
                exit++;
            }
            sum += exit;
        }
        return (double) sum / examples;
    }

    /** Returns the inputs of each example at exits 1 to 3; confidence increases with depth. */
    private static List<ExitInput> inputs() {
        CalibrationSet examples = calibration("inputs");
        List<ExitInput> inputs = new ArrayList<>();
        for (int example = 0; example < EXAMPLES; example++) {
            int[] predictions = new int[EXITS];
            for (int exit = 1; exit < EXITS; exit++) {
                double[] probabilities = examples.probabilities(new Exit(exit), example);
                predictions[exit - 1] = Softmax.likeliest(probabilities);
                inputs.add(new ExitInput(new Exit(exit), probabilities, Arrays.copyOf(predictions, exit)));
            }
        }
        return inputs;
    }

    /** Returns random predictions of four exits; confidence increases with depth. */
    private static CalibrationSet calibration(String stream) {
        RandomGenerator random = STREAMS.stream(stream);
        double[][][] probabilities = new double[EXITS][EXAMPLES][CLASSES];
        int[] labels = new int[EXAMPLES];
        for (int example = 0; example < EXAMPLES; example++) {
            double[] logits = new double[CLASSES];
            for (int exit = 1; exit <= EXITS; exit++) {
                for (int c = 0; c < CLASSES; c++) {
                    logits[c] += random.nextGaussian() * exit;
                }
                Softmax.row(logits, 0, CLASSES, 1, probabilities[exit - 1][example]);
            }
            labels[example] = random.nextInt(CLASSES);
        }
        return new CalibrationSet(probabilities, labels);
    }
}
