package org.exeunt.config.run;

import java.math.BigDecimal;
import java.util.Optional;
import org.exeunt.api.plugin.Option;

/** The {@code faults} section: simulated faults, drawn from the run's seed. By default there are none. */
public record FaultsConfig(
        @Option(
                        value = "Fraction of a cohort that drops out before the download",
                        min = 0,
                        below = 1,
                        defaultValue = "0.0")
                double dropout,
        @Option(value = "Fraction of a cohort that fails during training", min = 0, below = 1, defaultValue = "0.0")
                double failure,
        @Option(value = "Fraction of a cohort that uploads a NaN value", min = 0, below = 1, defaultValue = "0.0")
                double nonFinite,
        @Option(
                        value = "Length of a round in simulated seconds; later updates are dropped; needs 'devices'",
                        unit = "s",
                        above = 0)
                Optional<Double> deadline,
        @Option("Simulated attackers among the clients") Optional<AttackConfig> attack) {

    public FaultsConfig {
        BigDecimal sum =
                BigDecimal.valueOf(dropout).add(BigDecimal.valueOf(failure)).add(BigDecimal.valueOf(nonFinite));
        if (sum.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException(
                    "dropout, failure and non-finite sum to %s; expected a sum below 1, so that some clients succeed"
                            .formatted(sum));
        }
    }
}
