package org.exeunt.config.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissTest {
    private static final List<String> KEYS =
            List.of("temperature", "learning-rate", "local-epochs", "batch-size", "mu", "seed", "momentum");

    @ParameterizedTest
    @CsvSource({
        "temprature, temperature", // a letter left out
        "tempperature, temperature", // doubled
        "tempreature, temperature", // swapped
        "Temperature, temperature",
        "learningRate, learning-rate",
        "learning_rate, learning-rate",
        "learning, learning-rate",
        "locl-epoch, local-epochs",
        "sede, seed"
    })
    void findsSimilarNames(String written, String meant) {
        assertThat(NearMiss.of(written, KEYS)).contains(meant);
    }

    @Test
    void findsOtherWords() {
        assertThat(NearMiss.of("gpu", List.of("cpu", "cuda", "auto"))).contains("cuda");
    }

    @ParameterizedTest
    @CsvSource({"xy", "rounds", "alpha", "l", "''"})
    void suggestsNothingIfNothingIsSimilar(String written) {
        assertThat(NearMiss.of(written, KEYS)).isEmpty();
    }
}
