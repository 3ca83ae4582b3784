package org.exeunt.strategies.coordination;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;

/** Trains every exit of every client in every round. */
public final class AllExits implements CoordinationPolicy {

    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        request.cohort().forEach(client -> exits.put(client, ExitSet.upTo(request.exits())));
        return exits;
    }

    @Override
    public Set<CoordinationRequirement> requirements() {
        return Set.of();
    }
}
