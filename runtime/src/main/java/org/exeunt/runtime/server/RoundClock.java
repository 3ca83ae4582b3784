package org.exeunt.runtime.server;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.tracking.RoundRecord.SimulatedTime;
import org.exeunt.runtime.federation.Federation;

/**
 * The simulated time of one round, from the MACs of {@link SubNetwork#trainingMacs}.
 *
 * @param exchange with the clients
 * @param deadline in seconds, if there is one
 * @param seconds of each client that trained; empty if the run simulates no devices
 */
record RoundClock(
        ClientCalls.Exchange exchange, Optional<Double> deadline, Optional<SortedMap<ClientId, Double>> seconds) {
    /**
     * Returns the times of the clients that trained.
     *
     * @param exits exits that each client of the cohort trained
     */
    static RoundClock of(Federation federation, SortedMap<ClientId, ExitSet> exits, ClientCalls.Exchange exchange) {
        if (federation.config().devices().isEmpty()) {
            return new RoundClock(exchange, Optional.empty(), Optional.empty());
        }
        SortedMap<ClientId, Double> seconds = new TreeMap<>();
        NetworkSpec network = federation.spec().network();
        for (ClientResult result : exchange.returned()) {
            if (result instanceof ClientResult.Success success) {
                ClientId id = success.client();
                ClientSpec client = federation.spec().clients().get(id.index());
                double macs = macs(network, exits.get(id), success.update().report()) * client.trainExamples();
                Bytes received = exchange.downlink().get(id);
                Bytes sent = success.update().upload().bytes();
                seconds.put(id, client.device().orElseThrow().seconds(macs, received, sent));
            }
        }
        return new RoundClock(exchange, federation.config().faults().deadline(), Optional.of(seconds));
    }

    /** Returns the MACs of training, per example. */
    private static double macs(NetworkSpec network, ExitSet exits, TrainingReport report) {
        Metric smaller = report.metrics().get(TrainingReport.FORWARD_MACS);
        return smaller == null
                ? new SubNetwork(exits, 1).trainingMacs(network, report.epochs(), report.headEpochs())
                : SubNetwork.PASSES_PER_STEP * smaller.mean() * report.epochs();
    }

    /** Returns the results that came before the deadline. */
    List<ClientResult> inTime() {
        return exchange.returned().stream()
                .filter(result -> !isLate(result.client()))
                .toList();
    }

    /** Returns the dropouts, and a failure for each result that came after the deadline. */
    List<ClientResult.Failure> simulatedFailures() {
        Stream<ClientResult.Failure> late = exchange.returned().stream()
                .filter(result -> isLate(result.client()))
                .map(result -> new ClientResult.Failure(result.client(), "it was late (faults.deadline)"));
        return Stream.concat(exchange.dropouts().stream(), late).toList();
    }

    private boolean isLate(ClientId client) {
        return deadline.isPresent() && seconds.orElseThrow().getOrDefault(client, 0.0) > deadline.get();
    }

    /** Returns the length of the round, in which the clients with successful results took part, and of their turns. */
    Optional<SimulatedTime> time(UpdateCheck checked) {
        return seconds.map(each -> {
            double slowest = checked.results().stream()
                    .filter(ClientResult.Success.class::isInstance)
                    .mapToDouble(result -> each.get(result.client()))
                    .max()
                    .orElse(0);
            boolean anyLate = each.keySet().stream().anyMatch(this::isLate);
            return new SimulatedTime(anyLate ? deadline.orElseThrow() : slowest, each);
        });
    }
}
