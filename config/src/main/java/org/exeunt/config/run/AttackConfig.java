package org.exeunt.config.run;

import org.exeunt.api.DecimalProduct;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Option.Affects;

/** The {@code faults.attack} section: simulated attackers among the clients. */
public record AttackConfig(
        @Option("Kind of attack") Kind type,
        @Option(
                        value = "Fraction of all clients that attack; rounded down, at least one client",
                        affects = Affects.DATA,
                        above = 0,
                        below = 1,
                        defaultValue = "0.2")
                double fraction,
        @Option(
                        value = "Factor on the update that an attacker sends; not used by label-flip",
                        above = 0,
                        max = 1e6,
                        defaultValue = "5.0")
                double scale) {

    /** Returns the number of attackers among {@code clients} clients. */
    public int attackers(int clients) {
        return Math.max(1, DecimalProduct.floor(fraction, clients));
    }

    /** Kind of attack. An update is the difference between the main parameters after and before local training. */
    public enum Kind {
        /**
         * Trains with label {@code C - 1 - c} instead of c, where C is the number of classes, and sends the update as
         * it is.
         */
        LABEL_FLIP,
        /** Sends the negated update multiplied by {@code scale}. */
        SIGN_FLIP,
        /** Sends the update multiplied by {@code scale}. */
        SCALED_UPDATE
    }
}
