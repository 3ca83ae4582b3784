package org.exeunt.testkit.federation;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.strategy.CoordinationPolicy;

/** Simple coordination policies to rehearse with. */
public final class Coordination {
    private Coordination() {}

    /** Every exit of every client learns in every round. */
    public static CoordinationPolicy allExits() {
        return each((situation, client) -> ExitSet.upTo(situation.exits()));
    }

    /** Only the final exit learns. */
    public static CoordinationPolicy finalExitOnly() {
        return each((situation, client) -> ExitSet.of(situation.exits()));
    }

    /** The final exit learns, of the others every second, shifted from client to client and round to round. */
    public static CoordinationPolicy alternating() {
        return each((situation, client) -> {
            ExitSet exits = ExitSet.of(situation.exits());
            for (int k = 1; k < situation.exits(); k++) {
                if ((k + client.index() + situation.round().number()) % 2 == 0) {
                    exits = exits.plus(new Exit(k));
                }
            }
            return exits;
        });
    }

    /** Clients of all depths in turn: exits 1 to {@code 1 + index mod m} learn. */
    public static CoordinationPolicy capped() {
        return each((situation, client) -> ExitSet.upTo(1 + client.index() % situation.exits()));
    }

    private static CoordinationPolicy each(BiFunction<CoordinationPolicy.Situation, ClientId, ExitSet> exits) {
        return situation -> {
            Map<ClientId, ExitSet> chosen = new TreeMap<>();
            situation.cohort().forEach(client -> chosen.put(client, exits.apply(situation, client)));
            return chosen;
        };
    }
}
