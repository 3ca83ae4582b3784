package org.exeunt.strategies.cafedistill;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.ParameterVector;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;

/** Compares the clients of a cohort by their heads. */
record HeadComparison(CafeDistillOptions options, LinearAlgebra algebra) {
    /**
     * Returns the similarity of the cohort.
     *
     * @param server state before the round
     */
    PairwiseSimilarity of(CafeDistill.Server server, FederationSpec federation, ClientResults results) {
        BlockSet finalHead = federation.layout().head(federation.network().finalExit());
        return switch (options.similarityVector()) {
            case LAST_HEAD_PARAMETERS -> compared(results, finalHead);
            case LAST_HEAD_DELTA -> {
                // one entry if all clients have the same initial parameters
                Map<ParameterSet, ParameterSet> initialHeads = new IdentityHashMap<>();
                yield PairwiseSimilarity.of(
                        algebra,
                        results.updates().entrySet().stream()
                                .map(update -> ParameterVector.difference(
                                        update.getValue()
                                                .upload()
                                                .parameters()
                                                .orElseThrow()
                                                .select(finalHead),
                                        before(server, federation, update.getKey(), initialHeads)))
                                .toList());
            }
            case SAME_DEPTH_PARAMETERS ->
                PairwiseSimilarity.combine(federation.network().allExits().asList().stream()
                        .map(exit -> compared(results, federation.layout().head(exit)))
                        .toList());
        };
    }

    private PairwiseSimilarity compared(ClientResults results, BlockSet head) {
        List<ParameterVector> heads = results.parameters().stream()
                .map(upload -> ParameterVector.of(upload.select(head)))
                .toList();
        return PairwiseSimilarity.of(algebra, heads);
    }

    /** Returns the final head that a client of this round started from, so that clients need not upload it. */
    private ParameterSet before(
            CafeDistill.Server server,
            FederationSpec federation,
            ClientId client,
            Map<ParameterSet, ParameterSet> initialHeads) {
        ParameterSet head = options.teacherMode() == TeacherMode.OVERWRITE_LAST
                ? server.teachers().get(client)
                : server.lastHeads().get(client);
        return head == null
                ? initialHeads.computeIfAbsent(
                        federation.initial(client), initial -> CafeDistill.finalHead(federation, initial))
                : head;
    }
}
