package org.exeunt.api.tracking;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;

/**
 * What happened in one round.
 *
 * @param round which
 * @param exits the exits that learned, for each client of the cohort
 * @param downlink payload sent to each client of the cohort; without those that were gone before
 * @param uplink payload received from each client that succeeded
 * @param epochs passes over local data of all clients together
 * @param headEpochs how many of these moved heads alone
 * @param loss of the successful clients' last epochs, mean weighted by examples; not a number if none succeeded
 * @param failures what was left out of the merge
 * @param metrics of the strategy's merge, by name
 * @param relations between clients that the merge found, by name
 * @param trainingMetrics means over the cohort of the metrics that clients reported, by kebab-case name, such as
 *     {@code teacher-agreement-exit-1}: the fraction of examples on which a student exit and its teacher predicted the same class
 */
public record RoundRecord(
        Round round,
        SortedMap<ClientId, ExitSet> exits,
        SortedMap<ClientId, Bytes> downlink,
        SortedMap<ClientId, Bytes> uplink,
        double epochs,
        double headEpochs,
        double loss,
        List<ClientFailure> failures,
        Map<String, Double> metrics,
        Map<String, ClientMatrix> relations,
        Map<String, Double> trainingMetrics) {
    /**
     * A client that was left out.
     *
     * @param client who
     * @param cause one sentence
     */
    public record ClientFailure(ClientId client, String cause) {}

    public RoundRecord {
        exits = Collections.unmodifiableSortedMap(new TreeMap<>(exits));
        downlink = Collections.unmodifiableSortedMap(new TreeMap<>(downlink));
        uplink = Collections.unmodifiableSortedMap(new TreeMap<>(uplink));
        failures = List.copyOf(failures);
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        relations = Collections.unmodifiableSortedMap(new TreeMap<>(relations));
        trainingMetrics = Collections.unmodifiableSortedMap(new TreeMap<>(trainingMetrics));
    }

    /** Returns how many exits learned, summed over the cohort. */
    public int activeExits() {
        return exits.values().stream().mapToInt(ExitSet::size).sum();
    }

    /** Returns all bytes sent to clients. */
    public Bytes totalDownlink() {
        return downlink.values().stream().reduce(Bytes.ZERO, Bytes::plus);
    }

    /** Returns all bytes received from clients. */
    public Bytes totalUplink() {
        return uplink.values().stream().reduce(Bytes.ZERO, Bytes::plus);
    }
}
