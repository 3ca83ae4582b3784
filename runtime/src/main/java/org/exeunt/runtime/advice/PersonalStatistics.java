package org.exeunt.runtime.advice;

import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.config.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;

/** Warns if running statistics are averaged over stages that a strategy keeps personal. */
record PersonalStatistics() implements StartAdvice {
    @Override
    public Optional<String> check(Federation federation, CohortSelection selection, PreparedStrategy<?> prepared) {
        if (federation.spec().layout().buffers().isEmpty()
                || federation.config().training().runningStatistics() == RunningStatistics.LOCAL) {
            return Optional.empty();
        }
        return stages(federation, prepared, federation.spec().clients().get(0).id())
                .filter(blocks -> !blocks.isEmpty())
                .map(blocks -> ("training.running-statistics = average shares the running statistics of all stages,"
                                + " but strategy '%s' keeps %d blocks of the backbone personal, such as '%s'. Set it to"
                                + " 'local'.")
                        .formatted(
                                federation.config().strategy().plugin().id(),
                                blocks.blocks().size(),
                                blocks.blocks().get(0).name()));
    }

    /**
     * Returns the blocks of the backbone that a client is not sent for its evaluation; empty if it is sent no block as
     * a whole, but nothing or the channels that it holds, and therefore no averaged statistics either.
     */
    static Optional<BlockSet> stages(Federation federation, PreparedStrategy<?> prepared, ClientId client) {
        ParameterLayout layout = federation.spec().layout();
        return prepared.download(
                        federation.spec(), client, federation.spec().network().allExits())
                .parameters()
                .map(sent -> layout.backbone()
                        .minus(federation.modalities().absentBlocks(client, layout))
                        .minus(sent.blocks()));
    }
}
