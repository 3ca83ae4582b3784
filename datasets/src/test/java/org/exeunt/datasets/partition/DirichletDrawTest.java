package org.exeunt.datasets.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirichletDrawTest {
    private static final int CLIENTS = 5;

    /** E = 1/n and Var = (1/n)(1 - 1/n) / (n alpha + 1); five standard errors of 40,000 draws at most. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.3, 1, 10})
    void meanAndVarianceFollowTheFormula(double alpha) {
        RandomGenerator random = new RandomStreams(11).stream("draws");
        int draws = 40_000;
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        double mean = 1.0 / CLIENTS;
        for (int i = 0; i < draws; i++) {
            double deviation = shares(alpha, random)[i % CLIENTS] - mean;
            sum += deviation;
            squares += deviation * deviation;
            fourths += deviation * deviation * deviation * deviation;
        }
        double variance = mean * (1 - mean) / (CLIENTS * alpha + 1);
        double found = squares / draws;
        assertThat(sum / draws).as("mean, seed 11").isCloseTo(0, within(5 * Math.sqrt(variance / draws)));
        assertThat(found)
                .as("variance, seed 11")
                .isCloseTo(variance, within(5 * Math.sqrt((fourths / draws - found * found) / draws)));
    }

    @Test
    void tinyConcentrationsDoNotUnderflow() {
        RandomGenerator random = new RandomStreams(12).stream("draws");
        for (int i = 0; i < 1000; i++) {
            double[] shares = shares(1e-6, random);
            double sum = 0;
            for (double share : shares) {
                assertThat(share).isBetween(0.0, 1.0);
                sum += share;
            }
            assertThat(sum).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void fullClientsGetNothing() {
        double[] logs = {Math.log(0.2), Math.log(0.3), Math.log(0.5)};
        double[] shares = DirichletDraw.shares(logs, new boolean[] {false, true, false});
        assertThat(shares).containsExactly(new double[] {2.0 / 7, 0, 5.0 / 7}, within(1e-12));
        assertThat(Dirichlet.cuts(shares, 7)).containsExactly(0, 2, 2, 7);
    }

    @Test
    void cutsRoundDownAndTheLastClientGetsTheRest() {
        assertThat(Dirichlet.cuts(new double[] {0.2, 0.3, 0.5}, 7)).containsExactly(0, 1, 3, 7);
    }

    @Test
    void sharesAreEqualIfAllClientsAreFull() {
        assertThat(DirichletDraw.shares(new double[] {-3, 0, 2, 5}, new boolean[] {true, true, true, true}))
                .containsOnly(0.25);
    }

    private static double[] shares(double alpha, RandomGenerator random) {
        return DirichletDraw.shares(DirichletDraw.logShares(alpha, CLIENTS, random), new boolean[CLIENTS]);
    }
}
