package org.exeunt.runtime.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.config.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;

/** Warnings before the first round: about running statistics of batch norm that do not reach the models that use them. */
public final class StartAdvice {
    private StartAdvice() {}

    /** Gives all warnings that apply to a run. */
    public static void give(
            Federation federation, CohortSelection selection, PreparedStrategy<?> prepared, PluginContext context) {
        FederationSpec spec = federation.spec();
        if (spec.layout().buffers().isEmpty()) {
            return;
        }
        ClientId example = spec.clients().stream()
                .map(ClientSpec::id)
                .filter(client -> !selection.admits(client))
                .findFirst()
                .orElse(spec.clients().get(0).id());
        Payload sent = prepared.download(spec, example, spec.network().allExits());
        // empty if the client is sent no block as a whole, and therefore no averaged statistics either
        Optional<BlockSet> personal = sent.parameters().map(parameters -> spec.layout()
                .backbone()
                .minus(federation.modalities().absentBlocks(example, spec.layout()))
                .minus(parameters.blocks()));
        if (federation.config().training().runningStatistics() == RunningStatistics.AVERAGE) {
            personal.filter(blocks -> !blocks.isEmpty())
                    .ifPresent(blocks -> context.warn(
                            ("training.running-statistics = average shares the running statistics of all stages, but"
                                            + " strategy '%s' keeps %d blocks of the backbone personal, such as '%s'. Set it to"
                                            + " 'local'.")
                                    .formatted(
                                            federation
                                                    .config()
                                                    .strategy()
                                                    .plugin()
                                                    .id(),
                                            blocks.blocks().size(),
                                            blocks.blocks().get(0).name())));
        } else if (sent.scalars() > 0) { // clients that receive nothing, as in local training, have the initial model
            List<String> clients = withInitialStatistics(federation, selection);
            if (!clients.isEmpty()) {
                context.warn(("training.running-statistics = local: the initial running statistics of batch norm remain"
                                + " for %s, so that their exits may be no better than chance.%s")
                        .formatted(
                                String.join("; ", clients),
                                personal.filter(BlockSet::isEmpty).isPresent()
                                        ? " Set it to 'average', which replaces them in models that the server sends."
                                        : ""));
            }
        }
    }

    private static List<String> withInitialStatistics(Federation federation, CohortSelection selection) {
        List<String> clients = new ArrayList<>();
        if (selection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT)) {
            clients.add("clients that train a part of the stages (coordination '%s'), in the others"
                    .formatted(selection.policyId()));
        }
        long idle = federation.spec().clients().stream()
                .filter(client -> !selection.admits(client.id()))
                .count();
        if (idle > 0) {
            clients.add("clients that never train (%d, sampling '%s')".formatted(idle, selection.samplerId()));
        }
        if (federation.config().evaluation().newClients() > 0) {
            clients.add("new clients (evaluation.new-clients)");
        }
        return clients;
    }
}
