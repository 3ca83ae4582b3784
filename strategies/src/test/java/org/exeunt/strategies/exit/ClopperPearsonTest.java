package org.exeunt.strategies.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClopperPearsonTest {
    /** Values of SciPy, {@code scipy.stats.beta.ppf(1 - delta, k + 1, n - k)}. */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0.1, 0.9",
        "1, 1, 0.1, 1",
        "0, 10, 0.05, 0.2588655508930522",
        "1, 10, 0.05, 0.39416330243650466",
        "5, 10, 0.025, 0.8129139715526015",
        "10, 10, 0.05, 1",
        "0, 45, 0.1, 0.04988149268185629",
        "0, 113, 0.1, 0.02017065401397326",
        "0, 114, 0.1, 0.019995499372304923",
        "1, 114, 0.1, 0.03369081240130265",
        "2, 200, 0.1, 0.02639135021123145",
        "7, 200, 0.05, 0.06473252213684852",
        "100, 200, 0.5, 0.5024958292052444",
        "199, 200, 0.1, 0.9994733361578259",
        "200, 200, 0.01, 1",
        "20, 1000, 0.1, 0.02694962312453448",
        "11, 1000, 0.01, 0.021377299640891526",
        "0, 10000, 0.1, 0.0002302320018434137",
        "170, 10000, 0.001, 0.02137987268068355",
        "49999, 50000, 0.1, 0.999997892791907",
        "1000, 50000, 0.1, 0.02082635098703282"
    })
    void boundsAreExact(int count, int examples, double delta, double bound) {
        assertThat(ClopperPearson.upper(count, examples, delta)).isCloseTo(bound, within(1e-10));
    }

    @Test
    void nothingIsKnownWithoutExamples() {
        assertThat(ClopperPearson.upper(0, 0, .1)).isEqualTo(1);
    }
}
