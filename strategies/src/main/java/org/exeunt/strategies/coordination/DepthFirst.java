package org.exeunt.strategies.coordination;

import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.strategy.CoordinationPolicy;

/**
 * Spends a budget of Q student exits depth first: the {@code Q div K} shallowest exits learn on all K clients of the cohort, and
 * {@code Q mod K} clients learn one exit deeper. The final exit always learns.
 */
record DepthFirst(ExitBudget budget, DepthSelection selection) implements CoordinationPolicy {
    @Override
    public Map<ClientId, ExitSet> coordinate(Request request) {
        int clients = request.cohort().size();
        int students = budget.studentExits(request);
        int everywhere = students / clients;
        ExitSet common = ExitSet.upTo(everywhere).plus(new Exit(request.exits()));
        Map<ClientId, ExitSet> exits = new TreeMap<>();
        request.cohort().forEach(client -> exits.put(client, common));
        for (ClientId client : selection.choose(request, students % clients)) {
            exits.put(client, common.plus(new Exit(everywhere + 1)));
        }
        return exits;
    }

    @Override
    public boolean needsSimilarities() {
        return leavesExitsInactive() && (selection.needsSimilarities() || budget.conflictFeedback());
    }

    @Override
    public boolean needsTeachers() {
        return leavesExitsInactive() && selection.needsTeachers();
    }

    @Override
    public boolean leavesExitsInactive() {
        return budget.ramp() > 0;
    }
}
