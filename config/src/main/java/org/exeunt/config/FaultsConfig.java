package org.exeunt.config;

import java.util.Optional;
import org.exeunt.api.plugin.Option;

/** The {@code faults} section: what goes wrong on purpose, drawn from the run's seed; by default nothing. */
public record FaultsConfig(
        @Option(
                        value = "Share of cohorts that is gone before it is sent anything",
                        min = 0,
                        below = 1,
                        defaultValue = "0.0")
                double dropout,
        @Option(value = "Share of cohorts that fails while it trains", min = 0, below = 1, defaultValue = "0.0")
                double failure,
        @Option(
                        value = "Share of cohorts that sends a value that is not a number",
                        min = 0,
                        below = 1,
                        defaultValue = "0.0")
                double nonFinite,
        @Option(
                        value =
                                "How unlike clients are in speed: standard deviation of the logarithm of the time a client takes for one example; 0 makes all alike",
                        min = 0,
                        max = 5,
                        defaultValue = "0.0")
                double speedSpread,
        @Option(
                        value =
                                "When the server stops waiting for a cohort, in times that a client of mean size and median speed takes for the whole network; what comes later is dropped",
                        above = 0)
                Optional<Double> deadline,
        @Option("Clients that work against the federation") Optional<AttackConfig> attack) {

    public FaultsConfig {
        double sum = dropout + failure + nonFinite;
        if (sum >= 1) {
            throw new IllegalArgumentException(
                    "dropout, failure and non-finite sum to %s; expected less than 1, so that somebody is left"
                            .formatted(sum));
        }
        if (speedSpread > 0 && deadline.isEmpty()) {
            throw new IllegalArgumentException(
                    "speed-spread is %s but there is no deadline, so that nobody is ever late; give both or neither"
                            .formatted(speedSpread));
        }
    }
}
