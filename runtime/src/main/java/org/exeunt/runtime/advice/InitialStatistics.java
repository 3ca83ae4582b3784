package org.exeunt.runtime.advice;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.exeunt.api.ClientId;
import org.exeunt.api.device.Device;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.config.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.server.CohortSelection;
import org.exeunt.runtime.server.PreparedStrategy;

/** Warns if some clients are evaluated with the initial running statistics of batch norm. */
record InitialStatistics() implements StartAdvice {
    @Override
    public Optional<String> check(Federation federation, CohortSelection selection, PreparedStrategy<?> prepared) {
        FederationSpec spec = federation.spec();
        if (spec.layout().buffers().isEmpty()
                || federation.config().training().runningStatistics() == RunningStatistics.AVERAGE) {
            return Optional.empty();
        }
        List<String> clients = new ArrayList<>();
        boolean partial = selection.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT);
        if (partial) {
            clients.add("clients that train a part of the stages (coordination '%s'), in the others"
                    .formatted(selection.policyId()));
        }
        List<ClientSpec> idle = spec.clients().stream()
                .filter(client -> !selection.admits(client.id()))
                .toList();
        if (!idle.isEmpty()) {
            clients.add("clients that never train (%d, sampling '%s')".formatted(idle.size(), selection.samplerId()));
        }
        Set<ClientId> examples = new TreeSet<>();
        Set<Optional<Device>> devices = new HashSet<>();
        (partial ? spec.clients() : idle)
                .stream().filter(client -> devices.add(client.device())).forEach(client -> examples.add(client.id()));
        if (federation.config().evaluation().newClients() > 0) {
            clients.add("new clients (evaluation.new-clients)");
            examples.add(new ClientId(spec.clients().size()));
        }
        if (clients.isEmpty() || isNothingShared(spec, prepared)) {
            return Optional.empty();
        }
        boolean averageHelps = examples.stream()
                .anyMatch(client -> PersonalStatistics.stages(federation, prepared, client)
                        .filter(BlockSet::isEmpty)
                        .isPresent());
        return Optional.of(("training.running-statistics = local: the initial running statistics of batch norm remain"
                        + " for %s, so that their exits may be no better than chance.%s")
                .formatted(
                        String.join("; ", clients),
                        averageHelps
                                ? " Set it to 'average', which replaces them in models that the server sends."
                                : ""));
    }

    /** Returns whether clients receive nothing, as in local training, whose new clients have the initial model. */
    private static boolean isNothingShared(FederationSpec spec, PreparedStrategy<?> prepared) {
        return prepared.download(
                                spec, spec.clients().get(0).id(), spec.network().allExits())
                        .scalars()
                == 0;
    }
}
