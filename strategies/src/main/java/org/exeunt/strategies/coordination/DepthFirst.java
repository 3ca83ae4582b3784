package org.exeunt.strategies.coordination;

import java.util.EnumSet;
import java.util.List;
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
 * Assigns a budget of Q exits to the K clients of a cohort, in the order of exits: its first exit and the
 * {@code Q div K} exits after it are active on all clients, and {@code Q mod K} clients train one exit more.
 */
record DepthFirst(ExitBudget budget, DepthSelection selection, ExitOrder order) implements CoordinationPolicy {
    @Override
    public Map<ClientId, ExitSet> coordinate(CoordinationRequest request) {
        int clients = request.cohort().size();
        int students = budget.studentExits(request);
        int commonDepth = students / clients;
        List<Exit> ordered = order.of(request.exits());
        ExitSet common = ExitSet.of(ordered.subList(0, 1 + commonDepth));
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        request.cohort().forEach(client -> exits.put(client, common));
        for (ClientId client : selection.choose(request, students % clients)) {
            exits.put(client, common.plus(ordered.get(1 + commonDepth)));
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
        if (order == ExitOrder.SHALLOW_FIRST) {
            requirements.add(CoordinationRequirement.INACTIVE_FINAL_EXIT);
        }
        return requirements;
    }
}
