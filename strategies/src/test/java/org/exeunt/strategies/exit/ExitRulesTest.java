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
import org.exeunt.api.objective.Softmax;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;

class ExitRulesTest {
    private static final double[] COSTS = {100, 250, 600};
    private static final double[][][] EXAMPLES = {
        {{.5, .3, .2}, {.65, .2, .15}},
        {{.7, .2, .1}, {.6, .3, .1}},
        {{.9, .05, .05}, {.95, .03, .02}},
        {{.4, .35, .25}, {.55, .25, .2}}
    };

    private static int[] exits(ExitRule rule) {
        return Arrays.stream(EXAMPLES)
                .mapToInt(example -> IntStream.rangeClosed(1, 2)
                        .filter(exit -> rule.shouldExit(new ExitInput(Arrays.copyOf(example, exit))))
                        .findFirst()
                        .orElse(3))
                .toArray();
    }

    private static double meanCost(ExitRule rule) {
        return Arrays.stream(exits(rule))
                .mapToDouble(exit -> COSTS[exit - 1])
                .average()
                .orElseThrow();
    }

    /** Returns the input of an example with these predictions of three classes at the exits reached. */
    private static ExitInput answers(int... predictions) {
        return new ExitInput(Arrays.stream(predictions)
                .mapToObj(label -> new double[] {label == 0 ? .6 : .2, label == 1 ? .6 : .2, label == 2 ? .6 : .2})
                .toArray(double[][]::new));
    }

    @Test
    void confidenceMatchesTheExample() {
        assertThat(exits(Confidence.rule(.6))).containsExactly(2, 1, 1, 3);
        assertThat(meanCost(Confidence.rule(.6))).isEqualTo(262.5);
        assertThat(exits(Confidence.rule(.7))).containsExactly(3, 1, 1, 3);
        assertThat(meanCost(Confidence.rule(.7))).isEqualTo(350);
        assertThat(meanCost(Confidence.rule(1.01))).isEqualTo(600);
        assertThat(meanCost(Confidence.rule(0))).isEqualTo(100);
    }

    @Test
    void entropyMatchesTheExample() {
        double[] entropies = {1.0297, .8018, .3944, 1.0805};
        double[] normalised = {.9372, .7298, .3590, .9835};
        for (int i = 0; i < 4; i++) {
            double entropy = Entropy.of(new ExitInput(EXAMPLES[i][0]));
            assertThat(entropy).isCloseTo(entropies[i], within(5e-5));
            assertThat(entropy / Math.log(3)).isCloseTo(normalised[i], within(5e-5));
        }
        assertThat(Entropy.of(new ExitInput(new double[] {1, 0}))).isZero();
    }

    @Test
    void entropyExitsAtLowEntropy() {
        assertThat(exits(Entropy.rule(.81, false))).containsExactly(3, 1, 1, 3);
        assertThat(exits(Entropy.rule(.81, true))).as("0.81 of ln 3 is 0.8899").containsExactly(2, 1, 1, 3);
        assertThat(exits(Entropy.rule(0, false))).containsExactly(3, 3, 3, 3);
    }

    @Test
    void marginComparesTheTwoMostProbableClasses() {
        assertThat(exits(Margin.rule(.3))).containsExactly(2, 1, 1, 2);
        assertThat(exits(Margin.rule(.4))).containsExactly(2, 1, 1, 3);
        assertThat(Margin.rule(.5).shouldExit(new ExitInput(new double[] {.5, .5})))
                .isFalse();
    }

    @Test
    void ensembleAnswersWithTheMeanOfTheExitsReached() {
        double[] first = {.8, .1, .1};
        double[] second = {.2, .6, .2};
        assertThat(Ensemble.rule(.8).shouldExit(new ExitInput(first))).isTrue();
        assertThat(Ensemble.rule(.8).answer(new ExitInput(first))).containsExactly(first, within(1e-12));
        double[] roots = {Math.sqrt(.16), Math.sqrt(.06), Math.sqrt(.02)};
        double sum = Arrays.stream(roots).sum();
        double[] mean = Arrays.stream(roots).map(root -> root / sum).toArray();
        ExitInput both = new ExitInput(first, second);
        assertThat(Ensemble.rule(.5).answer(both)).containsExactly(mean, within(1e-12));
        assertThat(both.prediction(both.exit())).as("exit 2 alone").isEqualTo(1);
        assertThat(Ensemble.rule(mean[0] - 1e-9).shouldExit(both)).isTrue();
        assertThat(Ensemble.rule(mean[0] + 1e-9).shouldExit(both)).isFalse();
    }

    @Test
    void ensembleEqualsTheSoftmaxOfMeanLogits() {
        double[][] logits = {{3, -1, .5}, {-2, 4, 1}, {0, 1, 2.5}};
        double[][] probabilities = new double[3][3];
        double[] meanLogits = new double[3];
        for (int k = 0; k < 3; k++) {
            Softmax.row(logits[k], 0, 3, 1, probabilities[k]);
            for (int c = 0; c < 3; c++) {
                meanLogits[c] += logits[k][c] / 3;
            }
        }
        double[] expected = new double[3];
        Softmax.row(meanLogits, 0, 3, 1, expected);
        assertThat(Ensemble.mean(new ExitInput(probabilities))).containsExactly(expected, within(1e-12));
    }

    @Test
    void ensembleOfExitsThatExcludeEachOtherIsDefined() {
        assertThat(Ensemble.mean(new ExitInput(new double[] {1, 0}, new double[] {0, 1})))
                .containsExactly(.5, .5);
    }

    @Test
    void patienceCountsConsecutiveAgreement() {
        assertThat(Patience.rule(0).shouldExit(answers(2))).isTrue();
        assertThat(Patience.rule(1).shouldExit(answers(2))).isFalse();
        assertThat(Patience.rule(1).shouldExit(answers(1, 2))).isFalse();
        assertThat(Patience.rule(1).shouldExit(answers(1, 2, 2))).isTrue();
        assertThat(Patience.rule(2).shouldExit(answers(2, 1, 2, 2))).isFalse();
        assertThat(Patience.rule(2).shouldExit(answers(1, 2, 2, 2))).isTrue();
    }

    @Test
    void costIsMonotoneInTheThreshold() {
        for (int step = 0; step < 20; step++) {
            double low = step / 20.0;
            double high = (step + 1) / 20.0;
            assertThat(meanCost(Confidence.rule(low))).isLessThanOrEqualTo(meanCost(Confidence.rule(high)));
            assertThat(meanCost(Ensemble.rule(low))).isLessThanOrEqualTo(meanCost(Ensemble.rule(high)));
            assertThat(meanCost(Margin.rule(low))).isLessThanOrEqualTo(meanCost(Margin.rule(high)));
            assertThat(meanCost(Entropy.rule(low, true))).isGreaterThanOrEqualTo(meanCost(Entropy.rule(high, true)));
        }
    }

    @Test
    void labelsContainTheSetting() {
        assertThat(new StrategyPlugins()
                        .choose(ExitPolicy.class, "confidence", new Confidence.Options(List.of(.5, .875, 1.0)))
                        .create(new RecordingContext())
                        .rules(CalibrationSet.none(3)))
                .extracting(ExitRule::label)
                .containsExactly("confidence 0.50", "confidence 0.875", "confidence 1.00");
        assertThat(Entropy.rule(.3, true).label()).isEqualTo("normalised-entropy 0.30");
        assertThat(Patience.rule(2).label()).isEqualTo("patience 2");
        assertThat(Ensemble.rule(.8).label()).isEqualTo("ensemble 0.80");
    }

    @Test
    void rejectsEmptyOrRepeatedSettings() {
        assertThatThrownBy(() -> new StrategyPlugins()
                        .choose(ExitPolicy.class, "margin", new Margin.Options(List.of()))
                        .create(new RecordingContext()))
                .hasMessage("'thresholds' is empty; expected at least one value");
        assertThatThrownBy(() -> new StrategyPlugins()
                        .choose(ExitPolicy.class, "patience", new Patience.Options(List.of(1, 1)))
                        .create(new RecordingContext()))
                .hasMessage("'patience' has 1 twice: [1, 1]; expected different values");
    }
}
