package org.exeunt.strategies.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetedTest {
    private static final double NEVER = Double.POSITIVE_INFINITY;

    /** Confidences of exits 1 and 2 in the worked example; exit 3 is always confident. */
    private static final double[][] CONFIDENCES = {{.5, .7, .9, .4}, {.65, .6, .95, .55}, {.8, .8, .8, .8}};

    private static ExitPolicy policy(List<Integer> steps, List<List<Double>> fractions) {
        return new StrategyPlugins()
                .choose(ExitPolicy.class, "budgeted", new Budgeted.Options(steps, fractions))
                .create(new RecordingContext());
    }

    @Test
    void fractionsMatchTheSweep() {
        assertThat(Budgeted.fractions(1, 3)).containsExactly(new double[] {.99999375, .00000625, 0}, within(1e-9));
        assertThat(Budgeted.fractions(20, 3)).containsExactly(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-15));
        assertThat(Budgeted.fractions(39, 3))
                .containsExactly(new double[] {.0044539091, .0643991001, .9311469908}, within(5e-11));
    }

    /** Two of four examples exit at exit 1, one of the others at exit 2. */
    @Test
    void thresholdIsTheLastExitingConfidence() {
        assertThat(Budgeted.thresholds(new double[] {.5, .25, .25}, CONFIDENCES))
                .containsExactly(.7, .65);
        assertThat(Budgeted.thresholds(new double[] {.25, .5, .25}, CONFIDENCES))
                .containsExactly(.9, .6);
        assertThat(Budgeted.thresholds(new double[] {.75, .25, 0}, CONFIDENCES)).containsExactly(.5, .55);
        assertThat(Budgeted.thresholds(new double[] {1, 0, 0}, CONFIDENCES)).containsExactly(.4, NEVER);
    }

    @Test
    void zeroFractionGivesInfiniteThreshold() {
        assertThat(Budgeted.thresholds(new double[] {.24, .5, .26}, CONFIDENCES))
                .containsExactly(NEVER, .65);
        assertThat(Budgeted.thresholds(new double[] {0, 0, 1}, CONFIDENCES)).containsExactly(NEVER, NEVER);
        assertThat(Budgeted.thresholds(new double[] {.5, .25, .25}, new double[3][0]))
                .containsExactly(NEVER, NEVER);
    }

    @Test
    void equalConfidencePrefersEarlierExample() {
        double[][] equal = {{.6, .6, .6, .6}, {.9, .8, .7, .6}, {1, 1, 1, 1}};
        assertThat(Budgeted.thresholds(new double[] {.5, .25, .25}, equal))
                .as("examples 3 and 4 stay")
                .containsExactly(.6, .7);
    }

    @Test
    void roundingKeepsTheNumberOfExamples() {
        double[][] hundred = new double[2][100];
        for (int i = 0; i < 100; i++) {
            hundred[0][i] = 1 - i / 1000.0;
        }
        assertThat(Budgeted.thresholds(new double[] {.29, .71}, hundred))
                .as("0.29 of 100 are 28.999999999999996 in binary")
                .containsExactly(hundred[0][28]);
    }

    /** On the calibration examples, exactly floor(N q) examples exit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 13, 20, 28, 39})
    void calibrationMeetsTheFractions(int step) {
        int examples = 200;
        double[][][] probabilities = new double[3][examples][];
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < examples; i++) {
                double p = .5 + (i * 37 % examples + k * .25) / (2.5 * examples);
                probabilities[k][i] = new double[] {1 - p, p};
            }
        }
        ExitRule rule = policy(List.of(step), List.of())
                .rules(new CalibrationSet(probabilities, new int[examples]))
                .get(0);
        int[] left = new int[3];
        for (int i = 0; i < examples; i++) {
            int example = i;
            int exit = IntStream.rangeClosed(1, 2)
                    .filter(k -> rule.shouldExit(at(probabilities, k, example)))
                    .findFirst()
                    .orElse(3);
            left[exit - 1]++;
        }
        double[] fractions = Budgeted.fractions(step, 3);
        int first = (int) (examples * fractions[0]);
        int second = (int) (examples * fractions[1]);
        assertThat(left).containsExactly(first, second, examples - first - second);
    }

    private static ExitInput at(double[][][] probabilities, int exit, int example) {
        return new ExitInput(Arrays.stream(probabilities, 0, exit)
                .map(ofExit -> ofExit[example])
                .toArray(double[][]::new));
    }

    @Test
    void labelsContainTheSetting() {
        assertThat(policy(List.of(1, 20, 39), List.of()).rules(CalibrationSet.none(3)))
                .extracting(ExitRule::label)
                .containsExactly("budgeted 0.05", "budgeted 1.00", "budgeted 1.95");
        assertThat(policy(List.of(), List.of(List.of(.5, .25, .25))).rules(CalibrationSet.none(3)))
                .extracting(ExitRule::label)
                .containsExactly("budgeted 0.50 / 0.25 / 0.25");
    }

    @Test
    void fractionsAreNormalised() {
        CalibrationSet calibration = new CalibrationSet(
                new double[][][] {{{.9, .1}, {.8, .2}, {.7, .3}, {.6, .4}}, new double[4][2]}, new int[4]);
        ExitRule rule =
                policy(List.of(), List.of(List.of(3.0, 1.0))).rules(calibration).get(0);
        assertThat(rule.shouldExit(new ExitInput(new double[] {.7, .3}))).isTrue();
        assertThat(rule.shouldExit(new ExitInput(new double[] {.69, .31}))).isFalse();
    }

    @Test
    void rejectsInvalidSettings() {
        assertThatThrownBy(() -> policy(List.of(), List.of())).hasMessageContaining("'steps' is empty");
        assertThatThrownBy(() -> policy(List.of(3, 3), List.of())).hasMessageContaining("'steps' has 3 twice");
        assertThatThrownBy(() -> policy(List.of(1), List.of(List.of(0.0, 0.0)))).hasMessageContaining("sums to 0");
        assertThatThrownBy(() -> policy(List.of(1), List.of(List.of(.5, .5))).rules(CalibrationSet.none(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("[0.5, 0.5]", "3 exits");
    }
}
