package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.runtime.store.ClassDistribution.ClientCounts;
import org.exeunt.runtime.store.RunArchive;

/**
 * The clients that have the same modalities, with their results in the final evaluation; new clients are not included.
 *
 * @param modalities names of the modalities
 * @param clients number of clients with test examples
 * @param finalAccuracy accuracy of the final exit, mean over the clients
 * @param meanAccuracy mean over exits, then over the clients
 */
public record ModalityGroup(String modalities, int clients, double finalAccuracy, double meanAccuracy) {

    /** Returns the groups of a finished run; none if the run does not configure modalities. */
    public static List<ModalityGroup> of(RunArchive run) {
        List<ClientCounts> counts = run.inputs().classes().clients();
        Map<String, List<ClientEvaluation>> groups = new TreeMap<>();
        for (ClientEvaluation client : run.finalEvaluation().clients()) {
            List<String> modalities = counts.get(client.client().index()).modalities();
            if (modalities != null && client.examples() > 0) {
                groups.computeIfAbsent(String.join(" + ", modalities), key -> new ArrayList<>())
                        .add(client);
            }
        }
        return groups.entrySet().stream()
                .map(group -> new ModalityGroup(
                        group.getKey(),
                        group.getValue().size(),
                        mean(group.getValue(), client -> client.exits()
                                .get(client.exits().size() - 1)
                                .accuracy()),
                        mean(group.getValue(), ClientEvaluation::meanAccuracy)))
                .toList();
    }

    private static double mean(List<ClientEvaluation> clients, ToDoubleFunction<ClientEvaluation> accuracy) {
        return clients.stream().mapToDouble(accuracy).average().orElseThrow();
    }
}
