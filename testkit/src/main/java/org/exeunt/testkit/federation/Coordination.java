package org.exeunt.testkit.federation;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;

/** Simple coordination policies for simulations. */
public final class Coordination {
    private static final Set<CoordinationRequirement> INACTIVE = Set.of(CoordinationRequirement.INACTIVE_EXITS);
    private static final Set<CoordinationRequirement> INACTIVE_FINAL =
            Set.of(CoordinationRequirement.INACTIVE_EXITS, CoordinationRequirement.INACTIVE_FINAL_EXIT);

    private Coordination() {}

    /** Returns a policy that trains every exit of every client in every round. */
    public static CoordinationPolicy allExits() {
        return each(Set.of(), (request, client) -> ExitSet.upTo(request.exits()));
    }

    /** Returns a policy that trains the final exit only. */
    public static CoordinationPolicy finalExitOnly() {
        return each(INACTIVE, (request, client) -> ExitSet.of(request.exits()));
    }

    /** Returns a policy that trains the final exit and every second other exit, shifted by client and round. */
    public static CoordinationPolicy alternating() {
        return each(INACTIVE, (request, client) -> {
            ExitSet exits = ExitSet.of(request.exits());
            for (int k = 1; k < request.exits(); k++) {
                if ((k + client.index() + request.round().number()) % 2 == 0) {
                    exits = exits.plus(new Exit(k));
                }
            }
            return exits;
        });
    }

    /** Returns a policy with clients of different depths: client i trains exits 1 to {@code 1 + i mod m}. */
    public static CoordinationPolicy capped() {
        return each(INACTIVE_FINAL, (request, client) -> ExitSet.upTo(1 + client.index() % request.exits()));
    }

    /** Returns a policy with clients of {@code depths} depths: client i trains exits 1 to {@code 1 + i mod depths}. */
    public static CoordinationPolicy capped(int depths) {
        return each(INACTIVE_FINAL, (request, client) -> ExitSet.upTo(1 + client.index() % depths));
    }

    private static CoordinationPolicy each(
            Set<CoordinationRequirement> requirements, BiFunction<CoordinationRequest, ClientId, ExitSet> exits) {
        return new CoordinationPolicy() {
            @Override
            public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
                Map<ClientId, ExitSet> chosen = new TreeMap<>();
                request.cohort().forEach(client -> chosen.put(client, exits.apply(request, client)));
                return chosen;
            }

            @Override
            public Set<CoordinationRequirement> requirements() {
                return requirements;
            }
        };
    }
}
