package org.exeunt.app.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Statistics against published worked examples. */
class WorkedExamplesTest {
    /**
     * Hours of sleep gained under two drugs, Student, The Probable Error of a Mean, Biometrika 1908; t = -4.0621, p =
     * 0.002833.
     */
    @Test
    void studentsSleepData() {
        double[] first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
        double[] second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
        Paired paired = Paired.of(first, second);
        assertThat(paired.difference()).isCloseTo(-1.58, within(1e-12));
        assertThat(paired.effect().orElseThrow() * Math.sqrt(10)).isCloseTo(-4.0621, within(5e-5));
        assertThat(paired.studentP().orElseThrow()).isCloseTo(0.002833, within(5e-7));
        double[] differences = new double[10];
        for (int i = 0; i < 10; i++) {
            differences[i] = first[i] - second[i];
        }
        Estimate estimate = Estimate.of(differences);
        assertThat(estimate.mean() - estimate.halfWidth()).isCloseTo(-2.4598858, within(5e-8));
        assertThat(estimate.mean() + estimate.halfWidth()).isCloseTo(-0.7001142, within(5e-8));
    }

    /**
     * Hamilton depression scale factor IV of nine patients, Hollander and Wolfe, Nonparametric Statistical Methods,
     * 1973; V = 40, one-sided p = 5/256.
     */
    @Test
    void hollanderAndWolfesDepressionData() {
        double[] before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
        double[] after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
        assertThat(Paired.of(before, after).signedRankP()).isCloseTo(2 * 5.0 / 512 * 2, within(1e-12));
    }

    /**
     * Ranks 1, 2.5, 2.5 and 4 of which the first is negative: of 16 signs, two give a sum of at most 1, and two mirror
     * them.
     */
    @Test
    void tiesShareRanksAndZerosAreOmitted() {
        assertThat(SignedRank.p(new double[] {0, -1, 2, 2, 3, 0})).isCloseTo(4.0 / 16, within(1e-12));
        assertThat(SignedRank.p(new double[] {0, 0})).isEqualTo(1);
        assertThat(SignedRank.p(new double[] {1, 2, 3})).isCloseTo(0.25, within(1e-12));
    }

    /** In binary, differences of 0.1 are not equal; ranks 1 to 4 are shared, and 5 is positive: 12 of 32 signs. */
    @Test
    void differencesThatOnlyRoundingDistinguishesShareRanks() {
        double[] first = {70.3, 71.3, 72.1, 60.7, 64.4};
        double[] second = {70.2, 71.2, 72.2, 60.6, 64.3};
        double[] tenths = {1, 1, -1, 1, 1};
        assertThat(Paired.of(first, second).signedRankP()).isEqualTo(SignedRank.p(tenths));
        assertThat(SignedRank.p(tenths)).isCloseTo(12.0 / 32, within(1e-12));
    }

    /** Means over five clients with 20 test examples each, 68 of which are correct, in two orders. */
    @Test
    void meansThatOnlyRoundingDistinguishesShareRanks() {
        double one = (0.65 + 0.85 + 0.55 + 0.75 + 0.6) / 5;
        double other = (0.65 + 0.85 + 0.75 + 0.6 + 0.55) / 5;
        assertThat(one).isNotEqualTo(other);
        double[][] means = {{one, other, 0.5}, {0.25, 0.25, 0}, {0, 0, 0}};
        assertThat(Friedman.of(means).averageRanks())
                .containsExactly(new double[] {5 / 3.0, 5 / 3.0, 8 / 3.0}, within(1e-12));
    }

    /** Two differences of nearly one size give a p below 0.001 and an effect of thousands. */
    @Test
    void constantOrFewerThanThreeDifferencesHaveNoTTest() {
        for (Paired paired : List.of(
                Paired.of(new double[] {60, 61}, new double[] {50, 51.002}),
                Paired.of(new double[] {1, 2, 3}, new double[] {0, 1, 2}),
                Paired.of(new double[] {1, 2, 3}, new double[] {1, 2, 3}),
                // equal but for rounding
                Paired.of(new double[] {.1, .2, .3}, new double[] {.2, .3, .4}))) {
            assertThat(paired.studentP()).isEmpty();
            assertThat(paired.effect()).isEmpty();
        }
        assertThatThrownBy(() -> Paired.of(new double[] {1}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** n differences that are not 0 have 2 to the n signs, of which all plus and all minus are the most extreme. */
    @Test
    void fewPairsHaveALargeSignedRankP() {
        double[] zeros = new double[7];
        assertThat(Paired.of(new double[] {1, 2, 4}, new double[3]).leastSignedRankP())
                .isEqualTo(0.25);
        assertThat(Paired.of(new double[] {1, 2, 4, 5, 6, 7, 0}, zeros).leastSignedRankP())
                .isEqualTo(2 / 64.0);
        assertThat(Paired.of(new double[] {1, 2, 4, 5, 6, 7, 0}, zeros).signedRankP())
                .isEqualTo(2 / 64.0);
        assertThat(Paired.of(zeros, zeros).leastSignedRankP()).isEqualTo(1);
        // 0.1 + 0.2 is equal to 0.3 but for rounding
        assertThat(Paired.of(new double[] {0.1 + 0.2, 1, 2}, new double[] {0.3, 0, 0})
                        .leastSignedRankP())
                .isEqualTo(0.5);
    }

    @Test
    void holmCountsPerformedTestsOnly() {
        assertThat(Holm.adjust(List.of(OptionalDouble.of(0.02), OptionalDouble.empty(), OptionalDouble.of(0.03))))
                .containsExactly(OptionalDouble.of(0.04), OptionalDouble.empty(), OptionalDouble.of(0.04));
    }

    /** Four times the smallest, three times the next, and so on, none below the one before. */
    @Test
    void holmsCorrectionIsMonotone() {
        assertThat(holm(0.01, 0.04, 0.03, 0.005)).containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
        assertThat(holm(0.6, 0.7)).containsExactly(1, 1);
    }

    private static double[] holm(double... p) {
        return Holm.adjust(Arrays.stream(p).mapToObj(OptionalDouble::of).toList()).stream()
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    /**
     * Four variants of C4.5 on 14 data sets, Demsar, JMLR 2006, table 6: chi squared 9.28, critical difference 1.25.
     */
    @Test
    void demsarsDecisionTrees() {
        double[][] areas = {
            {0.763, 0.768, 0.771, 0.798},
            {0.599, 0.591, 0.590, 0.569},
            {0.954, 0.971, 0.968, 0.967},
            {0.628, 0.661, 0.654, 0.657},
            {0.882, 0.888, 0.886, 0.898},
            {0.936, 0.931, 0.916, 0.931},
            {0.661, 0.668, 0.609, 0.685},
            {0.583, 0.583, 0.563, 0.625},
            {0.775, 0.838, 0.866, 0.875},
            {1.000, 1.000, 1.000, 1.000},
            {0.940, 0.962, 0.965, 0.962},
            {0.619, 0.666, 0.614, 0.669},
            // printed as .975 both, ranked 2 and 3
            {0.972, 0.981, 0.9751, 0.975},
            {0.957, 0.978, 0.946, 0.970}
        };
        Friedman friedman = Friedman.of(areas);
        assertThat(friedman.averageRanks()).containsExactly(new double[] {3.143, 2.000, 2.893, 1.964}, within(5e-4));
        assertThat(friedman.criticalDifference()).isCloseTo(1.25, within(5e-3));
        // the paper's 9.28 is without the correction for ties
        double uncorrected = 12.0
                * 14
                / 20
                * (Math.pow(3.143 - 2.5, 2)
                        + Math.pow(2 - 2.5, 2)
                        + Math.pow(2.893 - 2.5, 2)
                        + Math.pow(1.964 - 2.5, 2));
        assertThat(uncorrected).isCloseTo(9.28, within(1e-2));
        assertThat(friedman.chiSquared()).isBetween(9.28, 10.5);
        assertThat(friedman.isTest()).isTrue();
        assertThat(Friedman.of(Arrays.copyOf(areas, 10)).isTest())
                .as("no more than 10 settings")
                .isFalse();
        assertThat(friedman.p()).isBetween(0.015, 0.0258);
    }
}
