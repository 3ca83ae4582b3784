package org.exeunt.strategies.teachers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.TeacherWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeacherWeightsTest {
    /** Expected values are given with ten digits. */
    private static final Offset<Double> DIGITS = within(1e-9);

    private static final double[][] SIMILARITIES = {{1, .4, -.3, .1}, {.4, 1, 0, .2}, {-.3, 0, 1, -.5}, {.1, .2, -.5, 1}
    };

    private final TeacherWeights closed = new SimplexClosedForm();

    private static double[] uniform(int size) {
        double[] anchor = new double[size];
        Arrays.fill(anchor, 1.0 / size);
        return anchor;
    }

    private double[] row(int client, double mu) {
        return closed.weights(SIMILARITIES[client], mu, uniform(4));
    }

    @Test
    void projectsOntoTheSimplex() {
        assertThat(Simplex.project(new double[] {.5, .3, .2})).containsExactly(new double[] {.5, .3, .2}, DIGITS);
        assertThat(Simplex.project(new double[] {1, 1, 1}))
                .containsExactly(new double[] {1 / 3., 1 / 3., 1 / 3.}, DIGITS);
        assertThat(Simplex.project(new double[] {2, 0, 0})).containsExactly(1, 0, 0);
        assertThat(Simplex.project(new double[] {.6, .6, -1})).containsExactly(new double[] {.5, .5, 0}, DIGITS);
        assertThat(Simplex.project(new double[] {.4, .2, -.1}))
                .containsExactly(new double[] {.5666666667, .3666666667, .0666666667}, DIGITS);
        assertThat(Simplex.project(new double[] {-5, -6, -7})).containsExactly(1, 0, 0);
    }

    @Test
    void aCommonOffsetChangesNoProjection() {
        assertThat(Simplex.project(new double[] {1e12 + .5, 1e12, 1e12 - 1}))
                .containsExactly(new double[] {.75, .25, 0}, within(1e-4));
    }

    @Test
    void weightsMatchTheExample() {
        assertThat(row(0, .6)).containsExactly(new double[] {.75, .25, 0, 0}, DIGITS);
        assertThat(row(1, .6)).containsExactly(new double[] {.2222222222, .7222222222, 0, .0555555556}, DIGITS);
        assertThat(row(2, .6)).containsExactly(new double[] {0, .0833333333, .9166666667, 0}, DIGITS);
        assertThat(row(3, .6)).containsExactly(new double[] {.0555555556, .1388888889, 0, .8055555556}, DIGITS);
        assertThat(row(0, 1)).containsExactly(new double[] {.5833333333, .2833333333, 0, .1333333333}, DIGITS);
        assertThat(row(0, 10)).containsExactly(new double[] {.285, .255, .22, .24}, DIGITS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {.15, .1, 1e-3, 1e-9})
    void smallMuGivesSelfWeightOne(double mu) {
        for (int i = 0; i < 4; i++) {
            double[] self = new double[4];
            self[i] = 1;
            assertThat(row(i, mu)).as("client %d, mu %s", i, mu).containsExactly(self, DIGITS);
        }
    }

    /** The client is its only teacher if and only if no other similarity is above 1 - 2 mu. */
    @Test
    void selfWeightIsOneBelowTheSimilarityBound() {
        RandomGenerator random = new RandomStreams(21).stream("similarities");
        int selfTaught = 0;
        for (int draw = 0; draw < 2000; draw++) {
            double mu = .01 + random.nextDouble();
            double[] similarities = random.doubles(5, -1, 1).toArray();
            similarities[2] = 1;
            double largest = Arrays.stream(new int[] {0, 1, 3, 4})
                    .mapToDouble(other -> similarities[other])
                    .max()
                    .orElseThrow();
            double self = closed.weights(similarities, mu, uniform(5))[2];
            if (largest <= 1 - 2 * mu) {
                selfTaught++;
                assertThat(self).as("mu %s, %s", mu, largest).isCloseTo(1, within(1e-12));
            } else {
                assertThat(self).as("mu %s, %s", mu, largest).isLessThan(1);
            }
        }
        assertThat(selfTaught).as("of 2000").isBetween(200, 1800);
    }

    @Test
    void largeMuGivesUniformWeights() {
        for (int i = 0; i < 4; i++) {
            assertThat(row(i, 1e6)).containsExactly(new double[] {.25, .25, .25, .25}, within(1e-6));
        }
    }

    @Test
    void equalSimilaritiesGiveEqualWeights() {
        assertThat(closed.weights(new double[] {.3, .3, .3}, .6, uniform(3)))
                .containsExactly(new double[] {1 / 3., 1 / 3., 1 / 3.}, DIGITS);
    }

    @Test
    void selfWeightFallsWithSimilarity() {
        for (double cosine = -1; cosine <= 1; cosine += .125) {
            double expected = Math.max(0, Math.min(1, .5 + (1 - cosine) / (4 * .6)));
            assertThat(closed.weights(new double[] {1, cosine}, .6, uniform(2))[0])
                    .as("cosine %s", cosine)
                    .isCloseTo(expected, DIGITS);
        }
    }

    @Test
    void similarHeadsGiveAlmostUniformTeachers() {
        assertThat(closed.weights(new double[] {1, .95, .95, .95}, .6, uniform(4)))
                .containsExactly(new double[] {.28125, .2395833333, .2395833333, .2395833333}, DIGITS);
    }

    @Test
    void nonUniformAnchorAttractsWeights() {
        double[] anchor = {.7, .2, .1};
        assertThat(closed.weights(new double[3], .6, anchor)).containsExactly(anchor, DIGITS);
    }

    @Test
    void bothSolversAgreeOnAThousandPrograms() {
        RandomGenerator random = new RandomStreams(20).stream("programs");
        OjalgoQp general = new OjalgoQp();
        for (int program = 0; program < 1000; program++) {
            double[] gain = random.doubles(1 + random.nextInt(40), -1, 1).toArray();
            double[] anchor = Simplex.project(random.doubles(gain.length).toArray());
            double strength = Math.pow(10, random.nextDouble(-6, 6));
            String description =
                    "seed 20, program %d: strength %s, gain %s".formatted(program, strength, Arrays.toString(gain));
            double[] exact = closed.weights(gain, strength, anchor);
            assertThat(new ProximalProgram(gain, strength, anchor)
                            .toSimplexProgram()
                            .violation(exact))
                    .as(description)
                    .isLessThan(1e-9);
            assertThat(Arrays.stream(exact).sum()).as(description).isCloseTo(1, DIGITS);
            assertThat(general.weights(gain, strength, anchor)).as(description).containsExactly(exact, within(1e-8));
        }
    }

    @Test
    void rejectsProgramsWithoutSolution() {
        assertThatThrownBy(() -> closed.weights(new double[2], 0, uniform(2))).hasMessageContaining("strength is 0.0");
        assertThatThrownBy(() -> closed.weights(new double[2], 1, uniform(3))).hasMessageContaining("gain has 2");
        assertThatThrownBy(() -> closed.weights(new double[] {Double.NaN}, 1, uniform(1)))
                .hasMessageContaining("NaN");
    }
}
