package org.exeunt.config;

import org.exeunt.api.plugin.Option;

/** The {@code faults.attack} section: clients that work against the federation. */
public record AttackConfig(
        @Option("What attackers do") Kind type,
        @Option(
                        value = "Share of all clients that attack, rounded down, at least one",
                        above = 0,
                        below = 1,
                        defaultValue = "0.2")
                double fraction,
        @Option(
                        value =
                                "How much longer what an attacker sends is than what it learned; label-flip has no use for it",
                        above = 0,
                        max = 1e6,
                        defaultValue = "5.0")
                double scale) {

    /** What attackers do. The change of an attacker is what its main parameters became less what they were when it began. */
    public enum Kind {
        /** It trains on class {@code C - 1 - c} for each of its examples of class c, and sends what it learned. */
        LABEL_FLIP,
        /** It sends its change turned round, {@code factor} times as long. */
        SIGN_FLIP,
        /** It sends its change {@code factor} times as long. */
        SCALED_UPDATE
    }
}
