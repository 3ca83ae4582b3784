package org.exeunt.runtime.server;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.tracking.RoundRecord.SimulatedTime;
import org.exeunt.runtime.federation.Federation;

/** The simulated time of one round, from the MACs of {@link SubNetwork#trainingMacs}. */
final class RoundClock {
    private final List<ClientResult> returned;
    private final SortedMap<ClientId, Double> seconds = new TreeMap<>();
    private final Optional<Double> deadline;

    private RoundClock(List<ClientResult> returned, Optional<Double> deadline) {
        this.returned = returned;
        this.deadline = deadline;
    }

    /**
     * Returns the times of the clients that trained; empty if the run simulates no devices.
     *
     * @param exits exits that each client of the cohort trained
     * @param downlink bytes sent to each client
     * @param returned results of the clients that trained
     */
    static Optional<RoundClock> of(
            Federation federation,
            SortedMap<ClientId, ExitSet> exits,
            SortedMap<ClientId, Bytes> downlink,
            List<ClientResult> returned) {
        if (federation.config().devices().isEmpty()) {
            return Optional.empty();
        }
        RoundClock clock = new RoundClock(returned, federation.config().faults().deadline());
        for (ClientResult result : returned) {
            if (result instanceof ClientResult.Success success) {
                ClientSpec client =
                        federation.spec().clients().get(success.client().index());
                TrainingReport report = success.update().report();
                clock.seconds.put(
                        client.id(),
                        client.device()
                                .orElseThrow()
                                .seconds(
                                        macs(
                                                federation.spec().network(),
                                                exits.get(client.id()),
                                                client.trainExamples(),
                                                report),
                                        downlink.get(client.id()),
                                        success.update().upload().bytes()));
            }
        }
        return Optional.of(clock);
    }

    private static double macs(NetworkSpec network, ExitSet exits, int examples, TrainingReport report) {
        TrainingReport.Metric narrow = report.metrics().get(TrainingReport.FORWARD_MACS);
        if (narrow != null) {
            return SubNetwork.PASSES_PER_STEP * narrow.sum();
        }
        return examples * new SubNetwork(exits, 1).trainingMacs(network, report.epochs(), report.headEpochs());
    }

    /** Returns the results that came before the deadline. */
    List<ClientResult> inTime() {
        return returned.stream().filter(result -> !isLate(result.client())).toList();
    }

    /** Returns a failure for each result that came after the deadline; the seconds are in {@link #time}. */
    List<ClientResult.Failure> late() {
        return returned.stream()
                .filter(result -> isLate(result.client()))
                .map(result -> new ClientResult.Failure(result.client(), "it was late (faults.deadline)"))
                .toList();
    }

    private boolean isLate(ClientId client) {
        return deadline.isPresent() && seconds.getOrDefault(client, 0.0) > deadline.get();
    }

    /** Returns the length of the round, in which the clients with successful results took part, and of their turns. */
    SimulatedTime time(ClientResults results) {
        double slowest = results.updates().keySet().stream()
                .mapToDouble(seconds::get)
                .max()
                .orElse(0);
        boolean anyLate = seconds.keySet().stream().anyMatch(this::isLate);
        return new SimulatedTime(anyLate ? deadline.orElseThrow() : slowest, seconds);
    }
}
