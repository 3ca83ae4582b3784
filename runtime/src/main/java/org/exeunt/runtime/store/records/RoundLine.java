package org.exeunt.runtime.store.records;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RoundRecord.ClientReport;
import org.exeunt.api.tracking.RoundRecord.SimulatedTime;

/** A round in {@code rounds.jsonl}, with totals over its cohort. */
record RoundLine(
        int round,
        List<CohortMember> cohort,
        int activeExits,
        long downlinkBytes,
        long uplinkBytes,
        double epochs,
        double headEpochs,
        @JsonInclude(JsonInclude.Include.ALWAYS) Double loss,
        Optional<Double> seconds,
        List<RoundRecord.ClientFailure> failures,
        Map<String, Double> metrics,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, ClientMatrix> relations,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> trainingMetrics) {
    /**
     * A client of a cohort; without downlink if it was sent nothing, without uplink if it failed, without simulated
     * seconds if it did not train or has no device, without loss and metrics if it took no step.
     */
    record CohortMember(
            ClientId client,
            ExitSet exits,
            Optional<Bytes> downlinkBytes,
            Optional<Bytes> uplinkBytes,
            Optional<Double> seconds,
            Optional<Double> loss,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> metrics) {}

    static RoundLine of(RoundRecord round) {
        List<CohortMember> cohort = new ArrayList<>();
        round.exits().forEach((client, exits) -> {
            Optional<ClientReport> report = Optional.ofNullable(round.reports().get(client));
            cohort.add(new CohortMember(
                    client,
                    exits,
                    Optional.ofNullable(round.downlink().get(client)),
                    Optional.ofNullable(round.uplink().get(client)),
                    round.time().map(time -> time.clients().get(client)),
                    report.map(ClientReport::loss),
                    report.map(ClientReport::metrics).orElse(Map.of())));
        });
        return new RoundLine(
                round.round().number(),
                cohort,
                round.activeExits(),
                round.totalDownlink().count(),
                round.totalUplink().count(),
                round.epochs(),
                round.headEpochs(),
                Double.isNaN(round.loss()) ? null : round.loss(),
                round.time().map(SimulatedTime::seconds),
                round.failures(),
                round.metrics(),
                round.relations(),
                round.trainingMetrics());
    }

    /**
     * Returns the record.
     *
     * @param known values of earlier lines, in place of which equal ones are not kept: a long run has many rounds of
     *     the same clients, exits and sizes
     */
    RoundRecord toRecord(Map<Object, Object> known) {
        SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
        SortedMap<ClientId, Bytes> downlink = new TreeMap<>();
        SortedMap<ClientId, Bytes> uplink = new TreeMap<>();
        SortedMap<ClientId, Double> turns = new TreeMap<>();
        SortedMap<ClientId, ClientReport> reports = new TreeMap<>();
        for (CohortMember member : cohort) {
            ClientId client = shared(member.client(), known);
            exits.put(client, shared(member.exits(), known));
            member.downlinkBytes().ifPresent(bytes -> downlink.put(client, shared(bytes, known)));
            member.uplinkBytes().ifPresent(bytes -> uplink.put(client, shared(bytes, known)));
            member.seconds().ifPresent(turn -> turns.put(client, turn));
            member.loss()
                    .ifPresent(each -> reports.put(
                            client, new ClientReport(each, member.metrics() == null ? Map.of() : member.metrics())));
        }
        return new RoundRecord(
                new Round(round),
                exits,
                downlink,
                uplink,
                epochs,
                headEpochs,
                loss == null ? Double.NaN : loss,
                seconds.map(length -> new SimulatedTime(length, turns)),
                failures,
                metrics,
                relations == null ? Map.of() : relations,
                trainingMetrics == null ? Map.of() : trainingMetrics,
                reports);
    }

    @SuppressWarnings("unchecked")
    private static <T> T shared(T value, Map<Object, Object> known) {
        Object first = known.putIfAbsent(value, value);
        return first == null ? value : (T) first; // equal values are of the same type
    }
}
