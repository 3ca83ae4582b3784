package org.exeunt.app.findings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;
import org.exeunt.runtime.store.records.RunArchive;

/**
 * Clients with the same modalities, or with devices of one tier, and their results in the final evaluation; new clients
 * and clients without test examples are not included.
 *
 * @param name of the tier, or names of the modalities
 * @param clients number of clients
 * @param accuracy of each exit, shallowest first, mean over the clients, in [0, 1]
 * @param meanAccuracy mean over exits, then over the clients
 */
public record ClientGroup(String name, int clients, List<Double> accuracy, double meanAccuracy) {

    /** Returns the groups of a run, those by modalities first; none if the run has neither modalities nor devices. */
    public static List<ClientGroup> of(RunArchive run) {
        List<ClientCounts> counts = run.inputs().classes().clients();
        Map<String, List<ClientEvaluation>> modalities = new TreeMap<>();
        Map<String, List<ClientEvaluation>> tiers = new TreeMap<>();
        for (ClientEvaluation client : Measure.tested(run)) {
            int index = client.client().index();
            if (index < counts.size() && counts.get(index).modalities() != null) {
                add(modalities, String.join(" + ", counts.get(index).modalities()), client);
            }
            if (index < counts.size() && counts.get(index).tier() != null) {
                add(tiers, "tier " + counts.get(index).tier(), client);
            }
        }
        List<ClientGroup> groups = new ArrayList<>();
        modalities.forEach((name, clients) -> groups.add(of(name, clients)));
        tiers.forEach((name, clients) -> groups.add(of(name, clients)));
        return groups;
    }

    private static void add(Map<String, List<ClientEvaluation>> groups, String name, ClientEvaluation client) {
        groups.computeIfAbsent(name, group -> new ArrayList<>()).add(client);
    }

    private static ClientGroup of(String name, List<ClientEvaluation> clients) {
        return new ClientGroup(
                name,
                clients.size(),
                IntStream.range(0, clients.get(0).exits().size())
                        .mapToObj(exit ->
                                mean(clients, client -> client.exits().get(exit).accuracy()))
                        .toList(),
                mean(clients, ClientEvaluation::meanAccuracy));
    }

    private static double mean(List<ClientEvaluation> clients, ToDoubleFunction<ClientEvaluation> accuracy) {
        return clients.stream().mapToDouble(accuracy).average().orElseThrow();
    }
}
