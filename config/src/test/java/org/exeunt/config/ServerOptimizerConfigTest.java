package org.exeunt.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.exeunt.config.ServerOptimizerConfig.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerOptimizerConfigTest {
    private static ServerOptimizerConfig of(Kind type, Optional<Double> beta2, Optional<Double> tau) {
        return new ServerOptimizerConfig(type, Optional.empty(), 0.9, beta2, tau);
    }

    @ParameterizedTest
    @EnumSource(names = {"FEDADAM", "FEDYOGI"})
    void adaptiveOptimisersHaveTheDefaultsOfThePaper(Kind type) {
        assertThat(of(type, Optional.empty(), Optional.empty()))
                .isEqualTo(
                        new ServerOptimizerConfig(type, Optional.of(0.01), 0.9, Optional.of(0.99), Optional.of(1e-3)));
    }

    @Test
    void fedavgmHasNoSecondMoment() {
        assertThat(of(Kind.FEDAVGM, Optional.empty(), Optional.empty()))
                .isEqualTo(new ServerOptimizerConfig(
                        Kind.FEDAVGM, Optional.of(1.0), 0.9, Optional.empty(), Optional.empty()));
        assertThatThrownBy(() -> of(Kind.FEDAVGM, Optional.of(0.5), Optional.of(0.1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("fedavgm", "remove 'beta2' and 'tau'");
    }
}
