package org.exeunt.runtime.store.records;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RoundRecord.SimulatedTime;

/** The lines of {@code rounds.jsonl}: one per round and one per evaluation. */
final class RoundLine {
    private RoundLine() {}

    /** A round, with totals over its cohort. */
    record RoundEntry(
            String type,
            int round,
            List<CohortMember> cohort,
            int activeExits,
            long downlinkBytes,
            long uplinkBytes,
            double epochs,
            double headEpochs,
            @JsonInclude(JsonInclude.Include.ALWAYS) Double loss,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double seconds,
            List<RoundRecord.ClientFailure> failures,
            Map<String, Double> metrics,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, ClientMatrix> relations,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> trainingMetrics) {

        static RoundEntry of(RoundRecord round) {
            List<CohortMember> cohort = new ArrayList<>();
            round.exits()
                    .forEach((client, exits) -> cohort.add(new CohortMember(
                            client,
                            exits,
                            round.downlink().get(client),
                            round.uplink().get(client),
                            round.time().map(time -> time.clients().get(client)).orElse(null))));
            return new RoundEntry(
                    "round",
                    round.round().number(),
                    cohort,
                    round.activeExits(),
                    round.totalDownlink().count(),
                    round.totalUplink().count(),
                    round.epochs(),
                    round.headEpochs(),
                    Double.isNaN(round.loss()) ? null : round.loss(),
                    round.time().map(SimulatedTime::seconds).orElse(null),
                    round.failures(),
                    round.metrics(),
                    round.relations(),
                    round.trainingMetrics());
        }

        /**
         * Returns the record.
         *
         * @param known values of earlier lines, in place of which equal ones are not kept: a long run has many rounds
         *     of the same clients, exits and sizes
         */
        RoundRecord toRecord(Map<Object, Object> known) {
            SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
            SortedMap<ClientId, Bytes> downlink = new TreeMap<>();
            SortedMap<ClientId, Bytes> uplink = new TreeMap<>();
            SortedMap<ClientId, Double> turns = new TreeMap<>();
            for (CohortMember member : cohort) {
                ClientId client = shared(member.client(), known);
                exits.put(client, shared(member.exits(), known));
                if (member.downlinkBytes() != null) {
                    downlink.put(client, shared(member.downlinkBytes(), known));
                }
                if (member.uplinkBytes() != null) {
                    uplink.put(client, shared(member.uplinkBytes(), known));
                }
                if (member.seconds() != null) {
                    turns.put(client, member.seconds());
                }
            }
            return new RoundRecord(
                    new Round(round),
                    exits,
                    downlink,
                    uplink,
                    epochs,
                    headEpochs,
                    loss == null ? Double.NaN : loss,
                    Optional.ofNullable(seconds).map(length -> new SimulatedTime(length, turns)),
                    failures,
                    metrics,
                    relations == null ? Map.of() : relations,
                    trainingMetrics == null ? Map.of() : trainingMetrics);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T shared(T value, Map<Object, Object> known) {
        Object first = known.putIfAbsent(value, value);
        return first == null ? value : (T) first; // equal values are of the same type
    }

    /**
     * A client of a cohort; without downlink if it was sent nothing, without uplink if it failed, without simulated
     * seconds if it did not train or has no device.
     */
    record CohortMember(
            ClientId client,
            ExitSet exits,
            @JsonInclude(JsonInclude.Include.NON_NULL) Bytes downlinkBytes,
            @JsonInclude(JsonInclude.Include.NON_NULL) Bytes uplinkBytes,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double seconds) {}

    /** An evaluation: means and deviations over clients, and separate results of new clients if there are any. */
    record EvaluationEntry(
            String type,
            int round,
            List<Double> accuracy,
            double meanAccuracy,
            double meanAccuracyDeviation,
            double worstTenth,
            double ensembleAccuracy,
            List<RuleResult> rules,
            OptionalDouble validationAccuracy,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<GradientConflict> interference,
            Optional<Reliability> reliability,
            @JsonInclude(JsonInclude.Include.NON_NULL) NewClientsEntry newClients) {

        static EvaluationEntry of(EvaluationRecord evaluation) {
            return new EvaluationEntry(
                    "evaluation",
                    evaluation.round().number(),
                    evaluation.accuracy(),
                    evaluation.meanAccuracy(),
                    evaluation.deviation(ClientEvaluation::meanAccuracy),
                    evaluation.worstTenth(ClientEvaluation::meanAccuracy),
                    evaluation.mean(ClientEvaluation::ensembleAccuracy),
                    evaluation.rules(),
                    evaluation.validationAccuracy(),
                    evaluation.interference(),
                    Optional.of(evaluation.reliability()).filter(reliability -> !reliability.equals(Reliability.NONE)),
                    NewClientsEntry.of(evaluation.ofNewClients()));
        }
    }

    /** Returns a number as a component that is absent from JSON if the number is. */
    static Double orNull(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }

    /** The results of clients that never trained. */
    record NewClientsEntry(
            List<Double> accuracy, double meanAccuracy, double ensembleAccuracy, List<RuleResult> rules) {
        static NewClientsEntry of(EvaluationRecord evaluation) {
            return evaluation.clients().isEmpty()
                    ? null
                    : new NewClientsEntry(
                            evaluation.accuracy(),
                            evaluation.meanAccuracy(),
                            evaluation.mean(ClientEvaluation::ensembleAccuracy),
                            evaluation.rules());
        }
    }
}
