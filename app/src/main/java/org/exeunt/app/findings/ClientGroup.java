package org.exeunt.app.findings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;

/**
 * Clients with the same modalities, inputs, devices of one tier or the same owner, and their results in the final
 * evaluation; new clients and clients without test examples are not included.
 *
 * @param name of the tier or owner, names of the modalities, or how inputs differ
 * @param clients number of clients
 * @param accuracy of each exit, shallowest first, mean over the clients, in [0, 1]
 * @param meanAccuracy mean over exits, then over the clients
 */
public record ClientGroup(String name, int clients, List<Double> accuracy, double meanAccuracy) {

    /** Owners of more are not groups, but are in {@code clients.csv}. */
    private static final int MAX_OWNERS = 20;

    /** Returns the groups of a run: those by modalities, inputs, tiers and owners. */
    public static List<ClientGroup> of(RunRecords run) {
        List<ClientGroup> owners = by(run, client -> client.owner() == null ? null : "owner " + client.owner());
        return Stream.of(
                        by(run, client -> client.modalities() == null ? null : String.join(" + ", client.modalities())),
                        by(run, ClientCounts::shift),
                        by(run, client -> client.tier() == null ? null : "tier " + client.tier()),
                        owners.size() > MAX_OWNERS ? List.<ClientGroup>of() : owners)
                .flatMap(List::stream)
                .toList();
    }

    private static List<ClientGroup> by(RunRecords run, Function<ClientCounts, String> key) {
        List<ClientCounts> counts = run.inputs().classes().clients();
        Map<String, List<ClientEvaluation>> groups = new TreeMap<>();
        for (ClientEvaluation client : Measure.tested(run)) {
            int index = client.client().index();
            String name = index < counts.size() ? key.apply(counts.get(index)) : null;
            if (name != null) {
                groups.computeIfAbsent(name, unused -> new ArrayList<>()).add(client);
            }
        }
        return groups.entrySet().stream()
                .map(group -> of(group.getKey(), group.getValue()))
                .toList();
    }

    private static ClientGroup of(String name, List<ClientEvaluation> clients) {
        EvaluationRecord group = EvaluationRecord.of(Round.START, clients);
        return new ClientGroup(name, clients.size(), group.accuracy(), group.meanAccuracy());
    }
}
