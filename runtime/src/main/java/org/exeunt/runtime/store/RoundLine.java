package org.exeunt.runtime.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.api.tracking.RoundRecord;

/** The lines of {@code rounds.jsonl}: one a round and one an evaluation. */
final class RoundLine {
    private RoundLine() {}

    /** A round; totals stand beside the parts they are the sums of. */
    record OfRound(
            String type,
            int round,
            List<Member> cohort,
            int activeExits,
            long downlinkBytes,
            long uplinkBytes,
            double epochs,
            double headEpochs,
            @JsonInclude(JsonInclude.Include.ALWAYS) Double loss,
            List<Failure> failures,
            Map<String, Double> metrics,
            @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    Map<String, SortedMap<Integer, SortedMap<Integer, Double>>> relations,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> trainingMetrics) {

        static OfRound of(RoundRecord round) {
            List<Member> cohort = new ArrayList<>();
            round.exits()
                    .forEach((client, exits) -> cohort.add(new Member(
                            client.index(),
                            exits.asList().stream().map(Exit::number).toList(),
                            count(round.downlink().get(client)),
                            count(round.uplink().get(client)))));
            return new OfRound(
                    "round",
                    round.round().number(),
                    cohort,
                    round.activeExits(),
                    round.totalDownlink().count(),
                    round.totalUplink().count(),
                    round.epochs(),
                    round.headEpochs(),
                    Double.isNaN(round.loss()) ? null : round.loss(),
                    round.failures().stream()
                            .map(failure -> new Failure(failure.client().index(), failure.cause()))
                            .toList(),
                    round.metrics(),
                    RelationRows.of(round.relations()),
                    round.trainingMetrics());
        }

        RoundRecord toRecord() {
            SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
            SortedMap<ClientId, Bytes> downlink = new TreeMap<>();
            SortedMap<ClientId, Bytes> uplink = new TreeMap<>();
            for (Member member : cohort) {
                ClientId client = new ClientId(member.client());
                exits.put(
                        client,
                        ExitSet.of(member.exits().stream().map(Exit::new).toList()));
                if (member.downlinkBytes() != null) {
                    downlink.put(client, new Bytes(member.downlinkBytes()));
                }
                if (member.uplinkBytes() != null) {
                    uplink.put(client, new Bytes(member.uplinkBytes()));
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
                    failures.stream()
                            .map(failure ->
                                    new RoundRecord.ClientFailure(new ClientId(failure.client()), failure.cause()))
                            .toList(),
                    metrics,
                    RelationRows.relations(relations),
                    trainingMetrics == null ? Map.of() : trainingMetrics);
        }

        private static Long count(Bytes bytes) {
            return bytes == null ? null : bytes.count();
        }
    }

    /** A client of a cohort; without downlink if it was sent nothing, without uplink if it failed. */
    record Member(
            int client,
            List<Integer> exits,
            @JsonInclude(JsonInclude.Include.NON_NULL) Long downlinkBytes,
            @JsonInclude(JsonInclude.Include.NON_NULL) Long uplinkBytes) {}

    /** A client that was left out. */
    record Failure(int client, String cause) {}

    /** An evaluation: means over clients, deviation over clients; of new clients beside them, if there are any. */
    record OfEvaluation(
            String type,
            int round,
            List<Double> accuracy,
            double meanAccuracy,
            double meanAccuracyDeviation,
            double worstTenth,
            double ensembleAccuracy,
            List<Rule> rules,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double validationAccuracy,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Pull> interference,
            @JsonInclude(JsonInclude.Include.NON_NULL) OfNewClients newClients) {

        static OfEvaluation of(EvaluationRecord evaluation) {
            return new OfEvaluation(
                    "evaluation",
                    evaluation.round().number(),
                    evaluation.accuracy(),
                    evaluation.meanAccuracy(),
                    evaluation.deviation(ClientEvaluation::meanAccuracy),
                    evaluation.worstTenth(ClientEvaluation::meanAccuracy),
                    evaluation.mean(ClientEvaluation::ensembleAccuracy),
                    Rule.of(evaluation),
                    evaluation.validationAccuracy().isEmpty()
                            ? null
                            : evaluation.validationAccuracy().getAsDouble(),
                    evaluation.interference().stream().map(Pull::of).toList(),
                    OfNewClients.of(evaluation.ofNewClients()));
        }
    }

    /** How two exits pull at a stage, mean over clients. */
    record Pull(int stage, int shallower, int deeper, double cosine) {
        static Pull of(GradientConflict pair) {
            return new Pull(
                    pair.stage(), pair.shallower().number(), pair.deeper().number(), pair.cosine());
        }

        GradientConflict toRecord() {
            return new GradientConflict(stage, new Exit(shallower), new Exit(deeper), cosine);
        }
    }

    /** What an exit rule gave, mean over clients; without MACs if they are not known. */
    record Rule(
            String label,
            double accuracy,
            List<Double> shares,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double expectedMacs) {
        static List<Rule> of(EvaluationRecord evaluation) {
            return evaluation.rules().stream()
                    .map(rule -> new Rule(
                            rule.label(),
                            rule.accuracy(),
                            rule.shares(),
                            rule.expectedMacs().isEmpty()
                                    ? null
                                    : rule.expectedMacs().getAsDouble()))
                    .toList();
        }
    }

    /** The figures of clients that never trained. */
    record OfNewClients(List<Double> accuracy, double meanAccuracy, double ensembleAccuracy, List<Rule> rules) {
        static OfNewClients of(EvaluationRecord evaluation) {
            return evaluation.clients().isEmpty()
                    ? null
                    : new OfNewClients(
                            evaluation.accuracy(),
                            evaluation.meanAccuracy(),
                            evaluation.mean(ClientEvaluation::ensembleAccuracy),
                            Rule.of(evaluation));
        }
    }
}
