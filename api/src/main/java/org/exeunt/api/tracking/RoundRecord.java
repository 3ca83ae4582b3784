package org.exeunt.api.tracking;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.objective.CrossEntropy;

/**
 * The results of one round.
 *
 * @param round the round
 * @param exits the exits selected for each client of the cohort
 * @param downlink bytes sent to each client of the cohort, without clients that dropped out before
 * @param uplink bytes received from each client that succeeded
 * @param epochs passes over local data, summed over clients
 * @param headEpochs number of these epochs in which only heads were trained
 * @param loss mean over the successful clients of the loss in their last epoch, weighted by examples; NaN if no client
 *     succeeded
 * @param time simulated time; empty if the run simulates no devices
 * @param failures clients that were excluded from aggregation
 * @param metrics metrics of the strategy's aggregation, by name
 * @param relations matrices between clients from the strategy's aggregation, by name
 * @param trainingMetrics means over the cohort of the metrics that clients reported, by kebab-case name, such as
 *     {@code cross-entropy}, the mean over active exits and examples
 * @param reports what each client reported that took a step and was not excluded from aggregation
 */
public record RoundRecord(
        Round round,
        SortedMap<ClientId, ExitSet> exits,
        SortedMap<ClientId, Bytes> downlink,
        SortedMap<ClientId, Bytes> uplink,
        double epochs,
        double headEpochs,
        double loss,
        Optional<SimulatedTime> time,
        List<ClientFailure> failures,
        Map<String, Double> metrics,
        Map<String, ClientMatrix> relations,
        Map<String, Double> trainingMetrics,
        SortedMap<ClientId, ClientReport> reports) {
    /**
     * What a client reported about its training.
     *
     * @param loss mean loss in its last epoch
     * @param metrics means by name, as in {@link #trainingMetrics}
     */
    public record ClientReport(double loss, Map<String, Double> metrics) {
        public ClientReport {
            metrics = metrics.isEmpty() ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        }
    }

    /**
     * A client that was excluded from aggregation.
     *
     * @param client the client
     * @param cause one sentence
     */
    public record ClientFailure(ClientId client, String cause) {}

    /**
     * Simulated time.
     *
     * @param seconds length of the round: until its slowest accepted client has sent its update, or until the deadline
     *     if a client was late
     * @param clients seconds of each client that trained, in client order: download, training and upload
     */
    public record SimulatedTime(double seconds, SortedMap<ClientId, Double> clients) {
        public SimulatedTime {
            clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
        }
    }

    public RoundRecord {
        exits = Collections.unmodifiableSortedMap(new TreeMap<>(exits));
        downlink = Collections.unmodifiableSortedMap(new TreeMap<>(downlink));
        uplink = Collections.unmodifiableSortedMap(new TreeMap<>(uplink));
        failures = List.copyOf(failures);
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        relations = Collections.unmodifiableSortedMap(new TreeMap<>(relations));
        trainingMetrics = Collections.unmodifiableSortedMap(new TreeMap<>(trainingMetrics));
        reports = Collections.unmodifiableSortedMap(new TreeMap<>(reports));
    }

    /**
     * Returns this record without matrices between clients and without metrics of clients. They would fill the memory
     * in a long run.
     */
    public RoundRecord withoutDetails() {
        SortedMap<ClientId, ClientReport> losses = new TreeMap<>(reports);
        losses.replaceAll((client, report) -> new ClientReport(report.loss(), Map.of()));
        return new RoundRecord(
                round,
                exits,
                downlink,
                uplink,
                epochs,
                headEpochs,
                loss,
                time,
                failures,
                metrics,
                Map.of(),
                trainingMetrics,
                losses);
    }

    /** Returns the mean cross-entropy of the active exits; the loss if the strategy's loss terms measure none. */
    public double crossEntropy() {
        return trainingMetrics.getOrDefault(CrossEntropy.METRIC, loss);
    }

    /** Returns the exits trained by each client of the cohort that was not excluded from aggregation. */
    public SortedMap<ClientId, ExitSet> trainedExits() {
        SortedMap<ClientId, ExitSet> trained = new TreeMap<>(exits);
        failures.forEach(failure -> trained.remove(failure.client()));
        return trained;
    }

    /** Returns the number of trained exits, summed over the clients that were not excluded from aggregation. */
    public int activeExits() {
        return trainedExits().values().stream().mapToInt(ExitSet::size).sum();
    }

    /** Returns the number of bytes sent to all clients. */
    public Bytes totalDownlink() {
        return downlink.values().stream().reduce(Bytes.ZERO, Bytes::plus);
    }

    /** Returns the number of bytes received from all clients. */
    public Bytes totalUplink() {
        return uplink.values().stream().reduce(Bytes.ZERO, Bytes::plus);
    }
}
