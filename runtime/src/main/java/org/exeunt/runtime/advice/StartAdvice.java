package org.exeunt.runtime.advice;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.config.run.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;

/**
 * Warnings before the first round: about attackers that never attack, and running statistics of batch norm that do not
 * reach the models that use them.
 */
public final class StartAdvice {
    private StartAdvice() {}

    /** Gives all warnings that apply to a run. */
    public static void give(
            Federation federation, CohortSelection selection, PreparedStrategy<?> prepared, PluginContext context) {
        List<ClientId> attackers = federation.faults().attackers();
        long idle =
                attackers.stream().filter(client -> !selection.admits(client)).count();
        if (idle > 0) {
            context.warn("%d of %d attackers never take part (sampling '%s')."
                    .formatted(idle, attackers.size(), selection.samplerId()));
        }
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
        boolean average = federation.config().training().runningStatistics() == RunningStatistics.AVERAGE;
        // null if the client is sent no block as a whole, and therefore no averaged statistics either
        BlockSet held = spec.layout().backbone().minus(federation.modalities().absentBlocks(example, spec.layout()));
        BlockSet personal =
                sent.parameters().map(set -> held.minus(set.blocks())).orElse(null);
        List<String> clients = withInitialStatistics(federation, selection);
        if (average && personal != null && !personal.isEmpty()) {
            String strategy = federation.config().strategy().plugin().id();
            String first = personal.blocks().get(0).name();
            context.warn(("training.running-statistics = average shares the running statistics of all stages, but"
                            + " strategy '%s' keeps %d blocks of the backbone personal, such as '%s'. Set it to 'local'.")
                    .formatted(strategy, personal.blocks().size(), first));
        }
        // clients that receive nothing, as in local training, have the initial model
        if (!average && sent.scalars() > 0 && !clients.isEmpty()) {
            String help = personal != null && personal.isEmpty()
                    ? " Set it to 'average', which replaces them in models that the server sends."
                    : "";
            context.warn(("training.running-statistics = local: the initial running statistics of batch norm remain for"
                            + " %s, so that their exits may be no better than chance.%s")
                    .formatted(String.join("; ", clients), help));
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
