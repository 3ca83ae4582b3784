package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.TeacherWeights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the contract of {@link TeacherWeights}, rules W1 to W5: optimality conditions on random problems, worked
 * examples and limit cases.
 */
public abstract class TeacherWeightsContract extends Variants<TeacherWeights> {
    /** Returns the tolerance of weights against the exact ones. The default suits a direct solver. */
    protected double tolerance() {
        return 1e-9;
    }

    @FailureHint("a weight is negative or the sum is not 1; project and normalise")
    @ParameterizedTest
    @MethodSource("variants")
    void w01_weightsAreOnTheSimplex(PluginChoice<TeacherWeights> variant) {
        RandomGenerator random = STREAMS.stream("cases");
        for (int draw = 0; draw < 200; draw++) {
            Problem problem = Problem.draw(random);
            double[] weights = problem.solve(create(variant));
            assertThat(weights).as("W1: %s", problem).hasSameSizeAs(problem.gain());
            assertThat(Arrays.stream(weights).min().orElseThrow())
                    .as("W1: smallest of %s", problem)
                    .isNotNegative();
            assertThat(Arrays.stream(weights).sum())
                    .as("W1: sum of %s", problem)
                    .isCloseTo(1, within(1e-12));
        }
    }

    @FailureHint(
            "another teacher would be better; the gradients of all teachers with weight must be equal and smallest")
    @ParameterizedTest
    @MethodSource("variants")
    void w02_weightsAreOptimal(PluginChoice<TeacherWeights> variant) {
        RandomGenerator random = STREAMS.stream("cases");
        for (int draw = 0; draw < 200; draw++) {
            Problem problem = Problem.draw(random);
            assertThat(problem.optimalityGap(problem.solve(create(variant)), tolerance()))
                    .as("W2: gap between slopes of %s", problem)
                    .isLessThanOrEqualTo(tolerance() * 100 * Math.max(1, problem.strength()));
        }
    }

    @FailureHint("the anchor, the strength or the sign of the gain is used wrongly")
    @ParameterizedTest
    @MethodSource("variants")
    void w03_workedExamples(PluginChoice<TeacherWeights> variant) {
        Rule.assumeHolds("W2", "W3", () -> w02_weightsAreOptimal(variant));
        double[] uniform = {0.25, 0.25, 0.25, 0.25};
        check(variant, new double[] {1, .4, -.3, .1}, .6, uniform, .75, .25, 0, 0);
        check(variant, new double[] {.4, 1, 0, .2}, .6, uniform, 2 / 9.0, 13 / 18.0, 0, 1 / 18.0);
        check(variant, new double[] {-.3, 0, 1, -.5}, .6, uniform, 0, 1 / 12.0, 11 / 12.0, 0);
        check(variant, new double[] {.1, .2, -.5, 1}, .6, uniform, 1 / 18.0, 5 / 36.0, 0, 29 / 36.0);
        check(variant, new double[] {1, .4, -.3, .1}, 10, uniform, .285, .255, .22, .24);
        check(variant, new double[] {1, .4, -.3, .1}, .15, uniform, 1, 0, 0, 0);
        check(variant, new double[] {1, .5, -.2}, .8, new double[] {.5, .3, .2}, .75625, .24375, 0);
        check(variant, new double[] {1, .5, -.2}, 5, new double[] {.5, .3, .2}, 167 / 300.0, 92 / 300.0, 41 / 300.0);
    }

    private void check(
            PluginChoice<TeacherWeights> variant, double[] gain, double strength, double[] anchor, double... expected) {
        assertThat(create(variant).weights(gain, strength, anchor))
                .as("W3: gain %s, strength %s, anchor %s", Arrays.toString(gain), strength, Arrays.toString(anchor))
                .containsExactly(expected, within(Math.max(tolerance(), 1e-12)));
    }

    @FailureHint("arguments are used as scratch arrays, or the result depends on random numbers")
    @ParameterizedTest
    @MethodSource("variants")
    void w04_argumentsAreUnchangedAndResultsRepeat(PluginChoice<TeacherWeights> variant) {
        TeacherWeights solver = create(variant);
        double[] gain = {.1, .7, -.4};
        double[] anchor = {.2, .5, .3};
        double[] once = solver.weights(gain, .4, anchor);
        solver.weights(anchor, 2, new double[] {1, 0, 0});

        assertThat(solver.weights(gain, .4, anchor))
                .as("W4: the same bits again")
                .isEqualTo(once);
        assertThat(gain).as("W4: gain").containsExactly(.1, .7, -.4);
        assertThat(anchor).as("W4: anchor").containsExactly(.2, .5, .3);
    }

    @FailureHint("a single teacher, or teachers that are all equal, are not handled")
    @ParameterizedTest
    @MethodSource("variants")
    void w05_oneTeacherAndEqualTeachers(PluginChoice<TeacherWeights> variant) {
        check(variant, new double[] {-3}, .5, new double[] {1}, 1);
        check(variant, new double[] {.3, .3, .3}, .01, new double[] {.5, .25, .25}, .5, .25, .25);
    }

    /** One quadratic program. */
    private record Problem(double[] gain, double strength, double[] anchor) {
        static Problem draw(RandomGenerator random) {
            int teachers = random.nextInt(1, 12);
            double[] gain = random.doubles(teachers, -1, 1).toArray();
            double[] anchor = random.doubles(teachers, 0, 1).toArray();
            double sum = Arrays.stream(anchor).sum();
            return new Problem(
                    gain,
                    Math.exp(random.nextDouble(-3, 3)),
                    Arrays.stream(anchor).map(share -> share / sum).toArray());
        }

        double[] solve(TeacherWeights solver) {
            return solver.weights(gain.clone(), strength, anchor.clone());
        }

        /**
         * Returns the largest gradient among teachers with weight, minus the smallest gradient of all; zero at the
         * optimum.
         */
        double optimalityGap(double[] weights, double negligible) {
            double smallest = Double.POSITIVE_INFINITY;
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < gain.length; j++) {
                double slope = -gain[j] + 2 * strength * (weights[j] - anchor[j]);
                smallest = Math.min(smallest, slope);
                if (weights[j] > negligible) {
                    largest = Math.max(largest, slope);
                }
            }
            return largest - smallest;
        }

        @Override
        public String toString() {
            return "gain %s, strength %s, anchor %s"
                    .formatted(Arrays.toString(gain), strength, Arrays.toString(anchor));
        }
    }
}
