package org.exeunt.strategies.discriminant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.exeunt.api.Exit;
import org.exeunt.api.params.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussiansTest {
    private static final long SEED = 3;

    @Test
    void theDiscriminantIsThatOfBayes() {
        Gaussians gaussians = new Gaussians(new double[][] {{1, 0}, {-1, 0.5}}, new double[][] {{2, 0.5}, {0.5, 1}});
        float[] dense = gaussians.discriminant(0, new double[] {Math.log(0.75), Math.log(0.25)});
        double[] feature = {0.3, -0.8};
        double[] logits = Gaussians.logits(dense, 2, feature);
        // log-densities with the inverse [[1, -0.5], [-0.5, 2]] / 1.75
        double[] expected = new double[2];
        for (int c = 0; c < 2; c++) {
            double x = feature[0] - gaussians.means()[c][0];
            double y = feature[1] - gaussians.means()[c][1];
            expected[c] = Math.log(c == 0 ? 0.75 : 0.25) - (x * x - x * y + 2 * y * y) / 1.75 / 2;
        }
        assertThat(logits[0] - logits[1]).isCloseTo(expected[0] - expected[1], within(1e-5));
    }

    @Test
    void momentsAreMeansAndCovarianceWithinClasses() {
        double[][] rows = {{1, 2}, {3, 2}, {0, 1}, {0, 5}};
        FeatureMoments moments = FeatureMoments.of(3, 2, rows, new int[] {0, 0, 1, 1});
        Gaussians gaussians = moments.gaussians();
        assertThat(gaussians.means()[0]).containsExactly(new double[] {2, 2}, within(1e-7));
        assertThat(gaussians.means()[1]).containsExactly(new double[] {0, 3}, within(1e-7));
        assertThat(gaussians.means()[2])
                .as("no examples: the mean of all")
                .containsExactly(new double[] {1, 2.5}, within(1e-7));
        // deviations (-1, 0), (1, 0), (0, -2), (0, 2)
        assertThat(gaussians.covariance()[0]).containsExactly(new double[] {0.5, 0}, within(1e-7));
        assertThat(gaussians.covariance()[1]).containsExactly(new double[] {0, 2}, within(1e-7));
    }

    @Test
    void momentsOfPartsAndSumsAreThoseOfTheExamples() {
        Random random = new Random(SEED);
        double[][] rows = new double[7][5];
        int[] labels = new int[7];
        for (int i = 0; i < rows.length; i++) {
            Arrays.setAll(rows[i], f -> random.nextGaussian());
            labels[i] = random.nextInt(2);
        }
        FeatureMoments all = FeatureMoments.of(2, 5, rows, labels);
        FeatureMoments first = FeatureMoments.of(2, 5, Arrays.copyOf(rows, 3), Arrays.copyOf(labels, 3));
        FeatureMoments rest = FeatureMoments.of(2, 5, Arrays.copyOfRange(rows, 3, 7), Arrays.copyOfRange(labels, 3, 7));
        assertThat(first.plus(1, rest).values()).containsExactly(all.values(), within(1e-12));
        double[][] narrow =
                Arrays.stream(rows).map(row -> Arrays.copyOfRange(row, 1, 4)).toArray(double[][]::new);
        assertThat(all.part(1, 4).values())
                .containsExactly(FeatureMoments.of(2, 3, narrow, labels).values(), within(1e-12));
        assertThat(FeatureMoments.of(2, 5, all.sent()).values()).containsExactly(all.values(), within(1e-5));
        assertThat(all.mixed(0.25, first).examples()).isCloseTo(1, within(1e-12));
    }

    @Test
    void shrinkageKeepsTheTraceAndMakesASingularCovarianceInvertible() {
        Gaussians gaussians = new Gaussians(new double[][] {{1, 1}, {-1, -1}}, new double[][] {{1, 1}, {1, 1}});
        float[] dense = gaussians.discriminant(1, new double[2]);
        assertThat(dense[0]).as("with the identity").isCloseTo(1, within(1e-5f));
        assertThat(gaussians.discriminant(0.5, new double[2])[0]).isCloseTo(1 / 1.5f, within(1e-5f));
    }

    @Test
    void aClassWithFewExamplesHasTheGivenMean() {
        double[][] rows = {{1, 0}, {2, 0}, {3, 0}, {6, 5}, {4, 5}};
        Gaussians gaussians =
                FeatureMoments.of(2, 2, rows, new int[] {0, 0, 0, 1, 1}).gaussians(new double[][] {{0, 0}, {4, 6}}, 3);
        assertThat(gaussians.means()[0]).containsExactly(2, 0);
        assertThat(gaussians.means()[1]).containsExactly(4, 6);
        // deviations (-1, 0), (0, 0), (1, 0), (2, -1), (0, -1); divided by one less than the number of examples
        assertThat(gaussians.covariance()[0]).containsExactly(6.0 / 4, -2.0 / 4);
        assertThat(gaussians.covariance()[1]).containsExactly(-2.0 / 4, 2.0 / 4);
    }

    @Test
    void aPayloadReturnsTheGaussiansOfAnExit() {
        Gaussians random = Gaussians.random(3, 2, new Random(SEED));
        Payload payload = random.addTo(Payload.empty(), new Exit(2));
        Gaussians returned = Gaussians.of(payload, new Exit(2));
        for (int c = 0; c < 3; c++) {
            assertThat(returned.means()[c]).containsExactly(random.means()[c], within(1e-7));
        }
        assertThat(returned.covariance()).isDeepEqualTo(new double[][] {{1, 0}, {0, 1}});
        assertThat(Gaussians.logPriors(new int[] {3, 0}, 0.5))
                .containsExactly(new double[] {Math.log(3.5 / 4), Math.log(0.5 / 4)}, within(1e-12));
    }

    /** Layers with weights of the sign of the classes are the better the larger they are. */
    @ParameterizedTest
    @CsvSource({"1, 0.7", "-1, 0.1"})
    void theLikeliestShareIsThatOfExamplesHeldOut(int sign, double expected) {
        double[][] rows = new double[8][1];
        int[] labels = new int[8];
        for (int i = 0; i < 8; i++) {
            labels[i] = i % 2;
            rows[i][0] = 2 * labels[i] - 1;
        }
        double share = new LabelledFeatures(2, 1, rows, labels)
                .likeliest(new double[] {0.1, 0.7, 0.3}, (rest, each) -> {
                    assertThat(rest.examples()).as("all but one of each class").isEqualTo(6);
                    float weight = (float) (sign * each);
                    return new float[] {-weight, weight, 0, 0};
                });
        assertThat(share).isEqualTo(expected);
    }
}
