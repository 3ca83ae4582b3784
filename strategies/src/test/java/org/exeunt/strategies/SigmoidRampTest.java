package org.exeunt.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.exeunt.api.Round;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigmoidRampTest {
    /** exp(-5), exp(-5 (3/4)^2), exp(-5/4), exp(-5/16), then 1. */
    @ParameterizedTest
    @CsvSource({"1, .006737946999", "2, .060054667895", "3, .286504796860", "4, .731615628946", "5, 1", "6, 1"})
    void growsToOneOverTheRamp(int round, double weight) {
        assertThat(new SigmoidRamp(4).at(new Round(round))).isCloseTo(weight, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void zeroRoundsGiveFullWeight(int round) {
        assertThat(new SigmoidRamp(0).at(new Round(round))).isEqualTo(1);
    }
}
