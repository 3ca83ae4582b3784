package org.exeunt.testkit.federation;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;

/** Simple coordination policies to rehearse with. */
public final class Coordination {
    private Coordination() {}

    /** Every exit of every client learns in every round. */
    public static CoordinationPolicy allExits() {
        return each((request, client) -> ExitSet.upTo(request.exits()));
    }

    /** Only the final exit learns. */
    public static CoordinationPolicy finalExitOnly() {
        return each((request, client) -> ExitSet.of(request.exits()));
    }

    /** The final exit learns, of the others every second, shifted from client to client and round to round. */
    public static CoordinationPolicy alternating() {
        return each((request, client) -> {
            ExitSet exits = ExitSet.of(request.exits());
            for (int k = 1; k < request.exits(); k++) {
                if ((k + client.index() + request.round().number()) % 2 == 0) {
                    exits = exits.plus(new Exit(k));
                }
            }
            return exits;
        });
    }

    /** Clients of all depths in turn: exits 1 to {@code 1 + index mod m} learn. */
    public static CoordinationPolicy capped() {
        return each((request, client) -> ExitSet.upTo(1 + client.index() % request.exits()));
    }

    private static CoordinationPolicy each(BiFunction<CoordinationRequest, ClientId, ExitSet> exits) {
        return request -> {
            Map<ClientId, ExitSet> chosen = new TreeMap<>();
            request.cohort().forEach(client -> chosen.put(client, exits.apply(request, client)));
            return chosen;
        };
    }
}
