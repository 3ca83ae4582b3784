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
 * The data of one simulated round.
 *
 * @param round the round
 * @param exits active exits of each client of the cohort
 * @param downloads payload sent to each client of the cohort
 * @param outcomes results of the cohort, in order of arrival
 * @param kept state of every client that ever succeeded, after this round
 * @param metrics metrics of the aggregation
 * @param relations matrices between clients from the aggregation
 */
public record SimulatedRound(
        Round round,
        SortedMap<ClientId, ExitSet> exits,
        SortedMap<ClientId, Payload> downloads,
        List<ClientResult> outcomes,
        SortedMap<ClientId, Payload> kept,
        Map<String, Double> metrics,
        Map<String, ClientMatrix> relations) {

    /** Returns the uploads of the clients that succeeded. */
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
