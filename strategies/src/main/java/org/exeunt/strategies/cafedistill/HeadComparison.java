package org.exeunt.strategies.cafedistill;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.PairwiseSimilarity;
import org.exeunt.strategies.ParameterVector;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.TeacherMode;

/** Compares the clients of a cohort by their heads. */
record HeadComparison(CafeDistillOptions options, LinearAlgebra algebra) {
    /**
     * Returns the similarity of clients.
     *
     * @param server state before the round
     * @param exit whose head they uploaded, with those of earlier exits if these are compared, too
     */
    PairwiseSimilarity of(CafeDistill.Server server, FederationSpec federation, ClientResults results, Exit exit) {
        BlockSet head = federation.layout().head(exit);
        return switch (options.similarityVector()) {
            case LAST_HEAD_PARAMETERS -> compared(results, head);
            case LAST_HEAD_DELTA ->
                PairwiseSimilarity.of(
                        algebra,
                        results.updates().entrySet().stream()
                                .map(update -> ParameterVector.difference(
                                        update.getValue()
                                                .upload()
                                                .parameters(Payload.PARAMETERS)
                                                .select(head),
                                        before(server, federation, update.getKey(), head)))
                                .toList());
            case SAME_DEPTH_PARAMETERS ->
                PairwiseSimilarity.combine(ExitSet.upTo(exit.number()).asList().stream()
                        .map(each -> compared(results, federation.layout().head(each)))
                        .toList());
        };
    }

    private PairwiseSimilarity compared(ClientResults results, BlockSet head) {
        List<ParameterVector> heads = results.parameters().stream()
                .map(upload -> ParameterVector.of(upload.select(head)))
                .toList();
        return PairwiseSimilarity.of(algebra, heads);
    }

    /**
     * Returns the head that a client of this round started from, so that clients need not upload it. With
     * {@code deepest-held} and levels that change it is the last one that the client uploaded, or the initial one.
     */
    private ParameterSet before(CafeDistill.Server server, FederationSpec federation, ClientId client, BlockSet head) {
        return CafeDistill.latest(
                options.teacherMode() == TeacherMode.OVERWRITE_LAST ? server.teachers() : server.lastHeads(),
                federation,
                client,
                head);
    }
}
