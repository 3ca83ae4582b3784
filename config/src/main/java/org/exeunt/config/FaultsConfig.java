package org.exeunt.config;

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
                        value = "Spread of client speeds: standard deviation of the logarithm of the time per "
                                + "example; 0 for equal speeds",
                        min = 0,
                        max = 5,
                        defaultValue = "0.0")
                double speedSpread,
        @Option(
                        value = "Round deadline, as a multiple of the time a client of mean size and median speed "
                                + "needs for the whole network; later updates are dropped",
                        above = 0)
                Optional<Double> deadline,
        @Option("Simulated attackers among the clients") Optional<AttackConfig> attack) {

    public FaultsConfig {
        double sum = dropout + failure + nonFinite;
        if (sum >= 1) {
            throw new IllegalArgumentException(
                    "dropout, failure and non-finite sum to %s; expected a sum below 1, so that some clients succeed"
                            .formatted(sum));
        }
        if (speedSpread > 0 && deadline.isEmpty()) {
            throw new IllegalArgumentException(
                    "speed-spread is %s without a deadline, so that no client is ever late; set both or neither"
                            .formatted(speedSpread));
        }
    }
}
