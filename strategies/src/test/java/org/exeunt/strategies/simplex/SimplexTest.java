package org.exeunt.strategies.simplex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimplexTest {
    /** Expected values are given with ten digits. */
    private static final Offset<Double> DIGITS = within(1e-9);

    private static final double[][] SIMILARITIES = {{1, .4, -.3, .1}, {.4, 1, 0, .2}, {-.3, 0, 1, -.5}, {.1, .2, -.5, 1}
    };

    private static double[] uniform(int size) {
        double[] anchor = new double[size];
        Arrays.fill(anchor, 1.0 / size);
        return anchor;
    }

    private double[] row(int client, double mu) {
        return Simplex.weights(SIMILARITIES[client], mu, uniform(4));
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
            double self = Simplex.weights(similarities, mu, uniform(5))[2];
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
        assertThat(Simplex.weights(new double[] {.3, .3, .3}, .6, uniform(3)))
                .containsExactly(new double[] {1 / 3., 1 / 3., 1 / 3.}, DIGITS);
    }

    @Test
    void selfWeightFallsWithSimilarity() {
        for (double cosine = -1; cosine <= 1; cosine += .125) {
            double expected = Math.max(0, Math.min(1, .5 + (1 - cosine) / (4 * .6)));
            assertThat(Simplex.weights(new double[] {1, cosine}, .6, uniform(2))[0])
                    .as("cosine %s", cosine)
                    .isCloseTo(expected, DIGITS);
        }
    }

    @Test
    void similarHeadsGiveAlmostUniformTeachers() {
        assertThat(Simplex.weights(new double[] {1, .95, .95, .95}, .6, uniform(4)))
                .containsExactly(new double[] {.28125, .2395833333, .2395833333, .2395833333}, DIGITS);
    }

    @Test
    void nonUniformAnchorAttractsWeights() {
        double[] anchor = {.7, .2, .1};
        assertThat(Simplex.weights(new double[3], .6, anchor)).containsExactly(anchor, DIGITS);
    }

    @Test
    void weightsMeetOptimalityConditions() {
        RandomGenerator random = new RandomStreams(20).stream("programs");
        for (int draw = 0; draw < 1000; draw++) {
            double[] gain = random.doubles(1 + random.nextInt(40), -1, 1).toArray();
            double[] anchor = Simplex.project(random.doubles(gain.length).toArray());
            double strength = Math.pow(10, random.nextDouble(-6, 6));
            double[] exact = Simplex.weights(gain, strength, anchor);
            double steepestUsed = Double.NEGATIVE_INFINITY;
            double flattest = Double.POSITIVE_INFINITY;
            for (int j = 0; j < exact.length; j++) {
                double slope = exact[j] - anchor[j] - gain[j] / (2 * strength);
                flattest = Math.min(flattest, slope);
                steepestUsed = exact[j] > 0 ? Math.max(steepestUsed, slope) : steepestUsed;
            }
            assertThat(steepestUsed - flattest)
                    .as("seed 20, program %d: strength %s, gain %s", draw, strength, Arrays.toString(gain))
                    .isLessThan(1e-9);
            assertThat(Arrays.stream(exact).sum()).isCloseTo(1, DIGITS);
            assertThat(Arrays.stream(exact).min().orElseThrow()).isNotNegative();
        }
    }

    @Test
    void weightsOfOneAndOfEqualEntries() {
        assertThat(Simplex.weights(new double[] {-3}, .5, new double[] {1})).containsExactly(1);
        assertThat(Simplex.weights(new double[] {.3, .3, .3}, .01, new double[] {.5, .25, .25}))
                .containsExactly(new double[] {.5, .25, .25}, DIGITS);
        assertThat(Simplex.weights(new double[] {1, .5, -.2}, .8, new double[] {.5, .3, .2}))
                .containsExactly(new double[] {.75625, .24375, 0}, DIGITS);
        assertThat(Simplex.weights(new double[] {1, .5, -.2}, 5, new double[] {.5, .3, .2}))
                .containsExactly(new double[] {167 / 300.0, 92 / 300.0, 41 / 300.0}, DIGITS);
    }

    @Test
    void argumentsAreUnchanged() {
        double[] gain = {.1, .7, -.4};
        double[] anchor = {.2, .5, .3};
        Simplex.weights(gain, .4, anchor);
        assertThat(gain).containsExactly(.1, .7, -.4);
        assertThat(anchor).containsExactly(.2, .5, .3);
    }

    @Test
    void rejectsValuesThatAreNotFinite() {
        assertThatThrownBy(() -> Simplex.weights(new double[2], 0, uniform(2))).hasMessageContaining("strength 0.0");
        assertThatThrownBy(() -> Simplex.weights(new double[] {Double.NaN}, 1, uniform(1)))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> Simplex.weights(new double[3], 1, uniform(2))).hasMessageContaining("gain has 3");
    }
}
