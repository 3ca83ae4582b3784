package org.exeunt.strategies.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.Promise;
import org.exeunt.api.exit.Promise.Risk;
import org.exeunt.api.exit.Promise.Scope;
import org.exeunt.api.exit.SharedChoice;
import org.exeunt.api.exit.SharedChoice.Counts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RiskControlledTest {
    private static final List<Double> GRID =
            IntStream.range(1, 100).mapToObj(i -> (100 - i) / 100.0).toList();
    private static final RiskControlled.Options DEFAULTS =
            new RiskControlled.Options(Risk.HARM, Scope.CLIENT, .02, .1, List.of(.9, .7, .5));
    private static final RiskControlled.Options CHANGE =
            new RiskControlled.Options(Risk.CHANGE, Scope.CLIENT, .02, .1, DEFAULTS.thresholds());
    private static final double NEVER = Double.POSITIVE_INFINITY;

    /** Returns n equal examples of class 1, with the given probability of class 1 at each exit. */
    private static CalibrationSet equal(int n, double... ofClassOne) {
        double[][][] probabilities = new double[ofClassOne.length][n][];
        for (int k = 0; k < ofClassOne.length; k++) {
            for (int i = 0; i < n; i++) {
                probabilities[k][i] = new double[] {1 - ofClassOne[k], ofClassOne[k]};
            }
        }
        return new CalibrationSet(
                probabilities, IntStream.range(0, n).map(i -> 1).toArray());
    }

    private static double threshold(RiskControlled.Options options, CalibrationSet calibration) {
        return promise(options, calibration).threshold().orElse(NEVER);
    }

    private static Promise promise(RiskControlled.Options options, CalibrationSet calibration) {
        return RiskControlled.of(options).rules(calibration).get(0).promise().orElseThrow();
    }

    /** 0.98^113 = 0.102 and 0.98^114 = 0.09994. */
    @Test
    void tooFewExamplesGiveTheFinalExit() {
        assertThat(threshold(DEFAULTS, CalibrationSet.none(2))).isEqualTo(NEVER);
        assertThat(threshold(DEFAULTS, equal(113, .6, .6))).isEqualTo(NEVER);
        assertThat(threshold(DEFAULTS, equal(114, .6, .6))).isEqualTo(.5);
        ExitRule rule = RiskControlled.of(DEFAULTS).rules(equal(113, .6, .6)).get(0);
        assertThat(rule.label()).isEqualTo("risk-controlled 0.02");
        assertThat(rule.shouldExit(new ExitInput(new double[] {0, 1}))).isFalse();
    }

    /** Exit 1 is right with the confidence 0.6, exit 2 wrong with 0.8: only the threshold 0.7 costs accuracy. */
    @Test
    void testsEndAtTheFirstThresholdThatFails() {
        assertThat(threshold(DEFAULTS, equal(200, .6, .2, .9))).isEqualTo(.9);
        assertThat(threshold(DEFAULTS, equal(200, .4, .2, .1)))
                .as("wrong everywhere, which is no loss")
                .isEqualTo(.5);
        assertThat(threshold(CHANGE, equal(200, .4, .2, .1)))
                .as("always the same answer")
                .isEqualTo(.5);
        assertThat(threshold(CHANGE, equal(200, .6, .2, .1)))
                .as("a right answer that changes")
                .isEqualTo(.7);
        assertThat(RiskControlled.of(CHANGE)
                        .rules(CalibrationSet.none(2))
                        .get(0)
                        .label())
                .isEqualTo("risk-controlled 0.02 change");
    }

    @Test
    void promisesStateWhatTheyRestOn() {
        assertThat(promise(DEFAULTS, equal(113, .6, .6)))
                .isEqualTo(new Promise(
                        Risk.HARM,
                        Scope.CLIENT,
                        .02,
                        .1,
                        113,
                        0,
                        ClopperPearson.upper(0, 113, .1),
                        OptionalDouble.empty()))
                .matches(promise -> promise.needed() == 114 && !promise.holds());
        Promise allWrong = promise(CHANGE, equal(200, .95, .2));
        assertThat(allWrong.count()).as("at the strictest threshold").isEqualTo(200);
        assertThat(allWrong.bound()).isEqualTo(1);
        assertThatThrownBy(() -> RiskControlled.of(DEFAULTS).rules(CalibrationSet.none(1)))
                .hasMessage("the network has only one exit, so that no input can leave early");
    }

    /** At 0.7, one of 60 examples has the risk, and at 0.5 one more; each client on its own has too few examples. */
    @Test
    void aFederationHasOneThresholdByTheSumsOfCounts() {
        RiskControlled.Options options =
                new RiskControlled.Options(Risk.HARM, Scope.FEDERATION, .05, .1, List.of(.9, .7, .5));
        ExitPolicy policy = RiskControlled.of(options);
        List<String> labels = policy.rules(CalibrationSet.none(2)).stream()
                .map(ExitRule::label)
                .toList();
        assertThat(labels)
                .containsExactly(
                        "risk-controlled 0.05 federation from Infinity",
                        "risk-controlled 0.05 federation from 0.9",
                        "risk-controlled 0.05 federation from 0.7",
                        "risk-controlled 0.05 federation from 0.5");
        SharedChoice choice = policy.sharedChoice().orElseThrow();
        assertThat(choice.label()).isEqualTo("risk-controlled 0.05 federation");
        Counts harmed = choice.counts(equal(1, .2, .9));
        assertThat(harmed).as("confidence 0.8 for the wrong class").isEqualTo(new Counts(1, List.of(0, 0, 1, 1)));
        Counts sums = choice.counts(equal(39, .95, .9))
                .plus(choice.counts(equal(37, .6, .9)))
                .plus(harmed);
        assertThat(choice.choose(sums))
                .as("1 of 77 has the bound 0.0495")
                .isEqualTo(new SharedChoice.Chosen(
                        3,
                        new Promise(
                                Risk.HARM,
                                Scope.FEDERATION,
                                .05,
                                .1,
                                77,
                                1,
                                ClopperPearson.upper(1, 77, .1),
                                OptionalDouble.of(.5))));
        assertThat(choice.choose(sums.plus(harmed)).rule()).as("2 of 78 at 0.7").isEqualTo(1);
        assertThat(choice.choose(harmed).rule()).as("too few").isZero();
        assertThat(choice.choose(new Counts(0, List.of(0, 0, 0, 0))).promise().bound())
                .isEqualTo(1);
    }

    @Test
    void thresholdsDescend() {
        assertThatThrownBy(() -> new RiskControlled.Options(Risk.HARM, Scope.CLIENT, .02, .1, List.of(.9, .9)))
                .hasMessageContaining("'thresholds' has 0.9 after 0.9");
    }

    /** The risk of the only threshold is just above epsilon, so a promise is broken whenever the threshold passes. */
    @ParameterizedTest
    @EnumSource
    void promisesAreKeptAtTheBorder(Risk risk) {
        RiskControlled.Options options = new RiskControlled.Options(risk, Scope.CLIENT, .05, .1, List.of(.5));
        Random random = new Random(7);
        int draws = 10_000;
        int broken = 0;
        for (int draw = 0; draw < draws; draw++) {
            double[][][] probabilities = new double[2][500][];
            for (int i = 0; i < 500; i++) {
                double right = random.nextDouble() < .05 + 1e-9 ? .4 : .6;
                probabilities[0][i] = new double[] {right, 1 - right};
                probabilities[1][i] = new double[] {1, 0};
            }
            broken += threshold(options, new CalibrationSet(probabilities, new int[500])) < 1 ? 1 : 0;
        }
        assertThat((double) broken / draws)
                .as("seed 7: at most delta, and above half of it")
                .isBetween(.06, .1);
    }

    /**
     * At exit 1, the confidence of an example is 0.5 + u/2 with u uniform, and it is wrong with probability 1 - u. The
     * final exit is always right, so the risk of the threshold 0.5 + t/2 is (1 - t)^2 / 2.
     */
    private static double broken(double delta, long seed) {
        Random random = new Random(seed);
        RiskControlled.Options options = new RiskControlled.Options(Risk.HARM, Scope.CLIENT, .05, delta, GRID);
        int draws = 4000;
        int broken = 0;
        for (int draw = 0; draw < draws; draw++) {
            double[][][] probabilities = new double[2][200][];
            for (int i = 0; i < 200; i++) {
                double u = random.nextDouble();
                double right = random.nextDouble() < u ? .5 + u / 2 : .5 - u / 2;
                probabilities[0][i] = new double[] {right, 1 - right};
                probabilities[1][i] = new double[] {1, 0};
            }
            double t = 2 * threshold(options, new CalibrationSet(probabilities, new int[200])) - 1;
            broken += t < 1 && (1 - t) * (1 - t) / 2 > .05 ? 1 : 0;
        }
        return (double) broken / draws;
    }

    /** Three standard deviations of a share of 4000 draws are allowed. A rule that ignores chance breaks more. */
    @Test
    void promisesAreKept() {
        long seed = 7;
        assertThat(broken(.1, seed)).as("seed %d", seed).isBetween(.01, .1 + 3 * Math.sqrt(.1 * .9 / 4000));
        assertThat(broken(.5, seed))
                .as("risk below epsilon on the examples, seed %d", seed)
                .isGreaterThan(.3);
    }
}
