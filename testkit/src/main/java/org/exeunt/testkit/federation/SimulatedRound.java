package org.exeunt.testkit.federation;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.tracking.ClientMatrix;

/**
 * Everything that happened in one round of a simulation.
 *
 * @param round which
 * @param exits that learned, for each client of the cohort
 * @param downloads what the server published to each client of the cohort
 * @param outcomes of the cohort, in the order of arrival
 * @param kept what every client that ever succeeded keeps after this round
 * @param metrics of the merge
 * @param relations of the merge
 */
public record SimulatedRound(
        Round round,
        SortedMap<ClientId, ExitSet> exits,
        SortedMap<ClientId, Payload> downloads,
        List<ClientResult> outcomes,
        SortedMap<ClientId, Payload> kept,
        Map<String, Double> metrics,
        Map<String, ClientMatrix> relations) {

    /** Returns what the clients that succeeded sent. */
    public SortedMap<ClientId, Payload> uploads() {
        SortedMap<ClientId, Payload> uploads = new TreeMap<>();
        for (ClientResult outcome : outcomes) {
            if (outcome instanceof ClientResult.Success success) {
                uploads.put(success.client(), success.update().upload());
            }
        }
        return uploads;
    }
}
