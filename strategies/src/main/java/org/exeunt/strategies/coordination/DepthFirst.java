package org.exeunt.strategies.coordination;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.CoordinationRequest;
import org.exeunt.api.strategy.CoordinationRequirement;

/**
 * Assigns a budget of Q student exits to the K clients of a cohort, shallow exits first: the {@code Q div K} shallowest
 * exits are active on all clients, and {@code Q mod K} clients train one exit more. The final exit is always active.
 */
record DepthFirst(ExitBudget budget, DepthSelection selection) implements CoordinationPolicy {
    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        int clients = request.cohort().size();
        int students = budget.studentExits(request);
        int commonDepth = students / clients;
        ExitSet common = ExitSet.upTo(commonDepth).plus(new Exit(request.exits()));
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        request.cohort().forEach(client -> exits.put(client, common));
        for (ClientId client : selection.choose(request, students % clients)) {
            exits.put(client, common.plus(new Exit(commonDepth + 1)));
        }
        return exits;
    }

    @Override
    public Set<CoordinationRequirement> requirements() {
        if (budget.ramp() == 0) {
            return Set.of();
        }
        Set<CoordinationRequirement> requirements = EnumSet.of(CoordinationRequirement.INACTIVE_EXITS);
        requirements.addAll(selection.requirements());
        if (budget.conflictFeedback()) {
            requirements.add(CoordinationRequirement.SIMILARITIES);
        }
        return requirements;
    }
}
