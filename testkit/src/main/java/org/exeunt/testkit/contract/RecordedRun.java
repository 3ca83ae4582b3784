package org.exeunt.testkit.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;

/**
 * The events of a run of two clients and two exits.
 *
 * @param name name of the run
 * @param rounds records in order
 * @param evaluations records in order; each is reported after its round
 */
record RecordedRun(String name, List<RoundRecord> rounds, List<EvaluationRecord> evaluations) {
    private static final int ROUNDS = 3;
    private static final int CLIENTS = 2;
    private static final String CONFIGURATION =
            "{ \"strategy\": { \"type\": \"a | b\\n\\\"c\\\"\" }, \"empty\": \"\" }";
    private static final NetworkSpec NETWORK = new ToyEngine()
            .design(ToyNetworkOptions.of(4, 3), InputShape.vector(3), 3)
            .spec();

    /**
     * Returns three rounds with an evaluation after each, with metrics of server and clients, a matrix between clients
     * and new clients, and as in most runs without simulated time.
     */
    static RecordedRun usual() {
        List<RoundRecord> rounds = new ArrayList<>();
        List<EvaluationRecord> evaluations = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            rounds.add(round(round, CLIENTS, 0.5 / round, Map.of("drift", 0.25 * round, "clip-share", 0.0), false));
            evaluations.add(new EvaluationRecord(
                    new Round(round),
                    List.of(
                            evaluation(0, 10, round, OptionalDouble.of(31.5)),
                            evaluation(1, 20, round, OptionalDouble.of(31.5))),
                    List.of(evaluation(2, 5, round, OptionalDouble.of(31.5))),
                    reliability()));
        }
        return new RecordedRun("recorded-run", rounds, evaluations);
    }

    /** Returns valid runs that a tracker might not expect. */
    static List<RecordedRun> unusual() {
        RoundRecord failed = round(1, 0, Double.NaN, Map.of(), true);
        Map<String, Double> metrics = Map.of("a", -1e300, "b-c-d", Double.MIN_VALUE, "x".repeat(80), 1.0);
        RoundRecord large = round(1, 1, 1e30, metrics, true);
        EvaluationRecord withoutTestExamples =
                EvaluationRecord.of(new Round(1), List.of(evaluation(0, 0, 1, OptionalDouble.empty())));
        EvaluationRecord withoutCosts =
                EvaluationRecord.of(new Round(1), List.of(evaluation(0, 10, 1, OptionalDouble.empty())));
        return List.of(
                new RecordedRun("nothing-happened", List.of(), List.of()),
                new RecordedRun("no-client-succeeded", List.of(failed), List.of()),
                new RecordedRun("no-test-examples", List.of(large), List.of(withoutTestExamples)),
                new RecordedRun("costs-are-unknown", List.of(large), List.of(withoutCosts)),
                new RecordedRun("Ein Lauf mit Umlauten: äöü, Leerzeichen & 100 %", List.of(large), List.of()));
    }

    private static RoundRecord round(
            int number, int successes, double loss, Map<String, Double> metrics, boolean simulatesDevices) {
        SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
        SortedMap<ClientId, Bytes> down = new TreeMap<>();
        SortedMap<ClientId, Bytes> up = new TreeMap<>();
        List<RoundRecord.ClientFailure> failures = new ArrayList<>();
        SortedMap<ClientId, Double> seconds = new TreeMap<>();
        SortedMap<String, Double> reported = new TreeMap<>();
        SortedMap<ClientId, RoundRecord.ClientReport> reports = new TreeMap<>();
        for (int i = 0; i < CLIENTS; i++) {
            ClientId client = new ClientId(i);
            exits.put(client, ExitSet.upTo(2));
            down.put(client, new Bytes(400));
            if (i < successes) {
                up.put(client, new Bytes(300L + i));
                seconds.put(client, 2.5 - i);
                reported.put(Distillation.AGREEMENT + 1, 0.75);
                reports.put(client, new RoundRecord.ClientReport(loss, reported));
            } else {
                failures.add(
                        new RoundRecord.ClientFailure(client, "made to fail, with a \"quoted\" cause\nof two lines"));
            }
        }
        ClientId first = new ClientId(0);
        ClientMatrix matrix = ClientMatrix.of(List.of(first), List.of(first), new double[][] {{1}});
        return new RoundRecord(
                new Round(number),
                exits,
                down,
                up,
                successes,
                0,
                loss,
                simulatesDevices ? Optional.of(new RoundRecord.SimulatedTime(2.5, seconds)) : Optional.empty(),
                failures,
                metrics,
                successes == 0 ? Map.of() : Map.of("teaches", matrix),
                reported,
                reports);
    }

    private static Reliability reliability() {
        ExitConfidence exit = new ExitConfidence(
                OptionalDouble.of(0.75),
                0.1,
                Collections.nCopies(ExitConfidence.BINS, new ExitConfidence.Bin(3, 2, 1)));
        return new Reliability(
                List.of(exit, exit), Optional.of(new Reliability.Validation(0.5, rules(0.5, OptionalDouble.of(31.5)))));
    }

    private static List<ClientEvaluation.RuleResult> rules(double accuracy, OptionalDouble expectedMacs) {
        return List.of(new ClientEvaluation.RuleResult("confidence 0.80", accuracy, List.of(0.25, 0.75), expectedMacs));
    }

    private static ClientEvaluation evaluation(int client, int examples, int round, OptionalDouble expectedMacs) {
        double accuracy = examples == 0 ? Double.NaN : 1 - 1.0 / (1 + round);
        return new ClientEvaluation(
                new ClientId(client),
                examples,
                Collections.nCopies(2, new ClientEvaluation.ExitResult(accuracy, 1 - accuracy)),
                accuracy,
                examples == 0 ? List.of() : rules(accuracy, expectedMacs),
                examples == 0 ? Optional.empty() : Optional.of(new ClientEvaluation.Validation(2, accuracy)),
                examples == 0 ? List.of() : List.of(new GradientConflict(1, new Exit(1), new Exit(2), -0.5)));
    }

    /** Returns this run without its first round. */
    RecordedRun withoutFirstRound() {
        return new RecordedRun(name, rounds.subList(1, rounds.size()), evaluations.subList(1, evaluations.size()));
    }

    void start(RunTracker tracker) {
        tracker.busy("loading data");
        tracker.runStarted(new RunStart(
                name,
                "0123456789ab",
                NETWORK,
                -1,
                ROUNDS,
                CLIENTS,
                rounds.isEmpty() ? Round.START : new Round(firstRound() - 1),
                Map.of("name", name, "strategy.type", "a | b\n\"c\"", "empty", ""),
                CONFIGURATION,
                Map.of("Strategy/none", "unreleased")));
    }

    private int firstRound() {
        return rounds.get(0).round().number();
    }

    void replayTo(RunTracker tracker) {
        replayTo(List.of(tracker));
    }

    void replayTo(List<RunTracker> trackers) {
        trackers.forEach(this::start);
        trackers.forEach(tracker -> tracker.warning("Something that may mislead"));
        for (RoundRecord round : rounds) {
            trackers.forEach(tracker -> tracker.roundFinished(round));
            for (EvaluationRecord evaluation : evaluations) {
                if (evaluation.round().equals(round.round())) {
                    trackers.forEach(tracker -> tracker.busy("evaluating"));
                    trackers.forEach(tracker -> tracker.evaluationFinished(evaluation));
                }
            }
            trackers.forEach(tracker -> tracker.roundCompleted(round.round()));
        }
        trackers.forEach(RunTracker::runFinished);
    }
}
