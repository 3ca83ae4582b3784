package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.Round;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.federation.Federation;

/** Creates the record of a round. */
final class RoundRecords {
    private RoundRecords() {}

    /**
     * Returns the record of a round.
     *
     * @param exits active exits of each client of the cohort
     * @param exchange with the clients; those that diverged have done the work, too
     * @param time simulated, if the run simulates devices
     * @param results that were aggregated, and failures, in client order
     */
    static RoundRecord of(
            Federation federation,
            Round round,
            SortedMap<ClientId, ExitSet> exits,
            ClientCalls.Exchange exchange,
            Optional<RoundRecord.SimulatedTime> time,
            List<ClientResult> results,
            AggregationResult<?> aggregated) {
        SortedMap<ClientId, Bytes> uplink = new TreeMap<>();
        double loss = 0;
        long examples = 0;
        SortedMap<String, Metric> reported = new TreeMap<>();
        SortedMap<ClientId, RoundRecord.ClientReport> reports = new TreeMap<>();
        List<RoundRecord.ClientFailure> failures = new ArrayList<>();
        for (ClientResult result : results) {
            if (result instanceof ClientResult.Success success) {
                ClientId client = success.client();
                TrainingReport report = success.update().report();
                uplink.put(client, success.update().upload().bytes());
                if (report.steps() > 0) {
                    int size = federation.spec().clients().get(client.index()).trainExamples();
                    loss += size * report.loss();
                    examples += size;
                    reports.put(client, new RoundRecord.ClientReport(report.loss(), means(report.metrics())));
                }
                reported = Metric.sum(reported, report.metrics());
            } else if (result instanceof ClientResult.Failure failure) {
                failures.add(new RoundRecord.ClientFailure(failure.client(), failure.cause()));
            }
        }
        double epochs = 0;
        double headEpochs = 0;
        for (ClientResult result : exchange.returned()) {
            if (result instanceof ClientResult.Success success) {
                epochs += success.update().report().epochs();
                headEpochs += success.update().report().headEpochs();
            }
        }
        return new RoundRecord(
                round,
                exits,
                exchange.downlink(),
                uplink,
                epochs,
                headEpochs,
                loss / examples,
                time,
                failures,
                aggregated.metrics(),
                aggregated.relations(),
                means(reported),
                reports);
    }

    private static SortedMap<String, Double> means(SortedMap<String, Metric> metrics) {
        SortedMap<String, Double> means = new TreeMap<>();
        metrics.forEach((name, metric) -> means.put(name, metric.mean()));
        return means;
    }
}
