package org.exeunt.trackers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.testsupport.LoopbackMlflow;
import org.exeunt.testsupport.LoopbackMlflow.Answer;
import org.exeunt.testsupport.Rounds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests to a fake MLflow server that validates every request. */
@Tag("slow")
class MlflowTest {
    private static final NetworkSpec NETWORK = NetworkSpec.of(
            new ParameterLayout(List.of()),
            InputShape.vector(4),
            3,
            List.of(new Macs(10), new Macs(20)),
            List.of(new Macs(1), new Macs(2)));

    private final LoopbackMlflow mlflow = new LoopbackMlflow();
    private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    private final List<Long> pauses = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void checkRequests() {
        mlflow.close();
        assertThat(mlflow.violations()).isEmpty();
    }

    private Mlflow tracker() {
        return tracker(pauses::add);
    }

    private Mlflow tracker(MlflowServer.Pause pause) {
        return new Mlflow(
                new MlflowServer(mlflow.uri(), Optional.empty(), Duration.ofMinutes(1), pause),
                "trials",
                new Backlog(3000),
                clock::incrementAndGet,
                warnings::add);
    }

    private Mlflow started(int rounds) {
        Mlflow tracker = tracker();
        tracker.runStarted(start(rounds));
        return tracker;
    }

    private static RunStart start(int rounds) {
        return start(rounds, Round.START, Map.of());
    }

    private static RunStart start(int rounds, Round resumedAfter, Map<String, String> configuration) {
        return new RunStart("run", "0123456789ab", NETWORK, 0, rounds, 2, resumedAfter, configuration, "{}", Map.of());
    }

    private static RoundRecord round(int number) {
        return Rounds.of(number, number / 2.0, Map.of());
    }

    private static Map<String, Double> metrics(int count) {
        return IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toMap("metric-%04d"::formatted, Integer::doubleValue));
    }

    private static EvaluationRecord evaluation(int round) {
        return EvaluationRecord.of(
                new Round(round),
                List.of(ClientEvaluation.of(
                        new ClientId(0),
                        4,
                        List.of(new ClientEvaluation.ExitResult(0.5, 1), new ClientEvaluation.ExitResult(0.75, 1)),
                        0.25,
                        List.of())));
    }

    private LoopbackMlflow.Run onlyRun() {
        assertThat(mlflow.runs()).hasSize(1);
        return mlflow.runs().get(0);
    }

    @Test
    void longConfigurationsAreSentInBatches() {
        Map<String, String> configuration = new TreeMap<>(Map.of("a", "x".repeat(7000), "k".repeat(300), "long key"));
        IntStream.range(0, 230).forEach(i -> configuration.put("key-" + i, "value " + i));
        try (Mlflow tracker = tracker()) {
            tracker.runStarted(start(1, Round.START, configuration));
        }
        assertThat(onlyRun().params).containsEntry("key-229", "value 229").containsEntry("a", "x".repeat(6000));
        assertThat(onlyRun().params.values()).contains("long key");
    }

    @Test
    void aResumedRunIsANewRunWithATag() {
        for (Round before : List.of(Round.START, new Round(1))) {
            try (Mlflow tracker = tracker()) {
                tracker.runStarted(start(2, before, Map.of()));
                tracker.roundFinished(round(before.number() + 1));
            }
        }
        assertThat(mlflow.runs()).hasSize(2);
        assertThat(mlflow.runs().get(0).tags).doesNotContainKey("exeunt.resumed-after");
        assertThat(mlflow.runs().get(1).tags)
                .containsEntry("exeunt.hash", "0123456789ab")
                .containsEntry("exeunt.resumed-after", "1");
    }

    @Test
    void aRunThatDoesNotFinishIsFailed() {
        try (Mlflow tracker = started(1)) {
            tracker.roundFinished(round(1));
            tracker.evaluationFinished(evaluation(1));
        }
        assertThat(onlyRun().status).isEqualTo("FAILED");
    }

    @Test
    void usesAnExistingExperiment() {
        mlflow.haveExperiment("others");
        mlflow.haveExperiment("trials");
        started(1).close();
        assertThat(onlyRun().experiment).isEqualTo("2");
        assertThat(mlflow.experiments()).containsExactly("others", "trials");
    }

    @Test
    void usesAnExperimentCreatedConcurrently() {
        mlflow.haveExperiment("trials");
        mlflow.next(Answer.error(404, "RESOURCE_DOES_NOT_EXIST", "none yet"));
        started(1).close();
        assertThat(onlyRun().experiment).isEqualTo("1");
    }

    @Test
    void replacedNamesStayUnique() {
        try (Mlflow tracker = started(1)) {
            tracker.roundFinished(
                    Rounds.of(1, 1, Map.of("a:b", 1.0, "a_b", 2.0, "a=b", 3.0, "../x", 4.0, "é".repeat(300), 5.0)));
        }
        Map<Double, String> names = onlyRun().metrics.stream()
                .filter(metric -> metric.key().startsWith("aggregation/"))
                .collect(Collectors.toMap(LoopbackMlflow.Metric::value, LoopbackMlflow.Metric::key));
        assertThat(names).hasSize(5).containsEntry(2.0, "aggregation/a_b");
        assertThat(names.get(1.0)).matches("aggregation/a_b-[0-9a-f]{8}");
        assertThat(names.values()).doesNotHaveDuplicates();
    }

    @Test
    void sendsNonFiniteValues() {
        try (Mlflow tracker = started(1)) {
            tracker.roundFinished(Rounds.of(1, Double.NaN, Map.of("low", Double.NEGATIVE_INFINITY)));
        }
        assertThat(onlyRun().values("train/loss")).containsExactly(Double.NaN);
        assertThat(onlyRun().values("aggregation/low")).containsExactly(Double.NEGATIVE_INFINITY);
    }

    @Test
    void warningsAreTruncatedTags() {
        String rocket = "\uD83D\uDE80";
        try (Mlflow tracker = started(1)) {
            tracker.warning("first");
            tracker.warning("x".repeat(4999) + rocket);
        }
        assertThat(onlyRun().tags).containsEntry("warning.1", "first").containsEntry("warning.2", "x".repeat(4999));
    }

    @Test
    void manyEntriesAreSentInBatchesInOrder() {
        try (Mlflow tracker = started(1)) {
            mlflow.always(Answer.of(503));
            tracker.roundFinished(Rounds.of(1, 1, metrics(2500)));
            IntStream.range(0, 250).forEach(i -> tracker.warning("\u0001".repeat(5000)));
            mlflow.always(Answer.OWN);
            tracker.evaluationFinished(evaluation(1));
            tracker.runFinished();
        }
        assertThat(onlyRun().metrics.stream()
                        .filter(metric -> metric.key().startsWith("aggregation/"))
                        .map(LoopbackMlflow.Metric::value))
                .containsExactlyElementsOf(
                        IntStream.range(0, 2500).mapToObj(i -> (double) i).toList());
        assertThat(onlyRun().tags).hasSize(3 + 250);
        assertThat(onlyRun().status).isEqualTo("FINISHED");
    }

    @Test
    void anUnavailableServerAtTheStartFailsTheRun() {
        mlflow.close();
        Mlflow tracker = tracker();
        assertThatThrownBy(() -> tracker.runStarted(start(1)))
                .isInstanceOfSatisfying(
                        ExeuntException.class, e -> assertThat(e.code()).hasToString("RESOURCE-26"))
                .hasMessageContainingAll(
                        "Cannot create run 'run'",
                        "GET " + mlflow.uri() + "/api/2.0/mlflow/experiments/get-by-name?experiment_name=trials",
                        "no connection",
                        "Expected an MLflow tracking server",
                        "'uri'");
        tracker.close();
        assertThat(pauses).containsExactly(1000L, 2000L, 4000L);
        assertThat(warnings).isEmpty();
    }

    @Test
    void quotesAServerThatRejectsTheRun() {
        mlflow.haveExperiment("trials");
        mlflow.next(
                Answer.of(503),
                Answer.OWN,
                Answer.error(400, "INVALID_PARAMETER_VALUE", "The experiment must be active.\n"));
        assertThatThrownBy(() -> started(1))
                .hasMessageContaining(
                        "runs/create: status 400 INVALID_PARAMETER_VALUE The experiment must be active. Expected");
        assertThat(pauses).containsExactly(1000L);
    }

    @Test
    void rejectedParamsFailTheRun() {
        mlflow.haveExperiment("trials");
        mlflow.next(Answer.OWN, Answer.OWN, Answer.error(403, "PERMISSION_DENIED", "Read only"));
        try (Mlflow tracker = tracker()) {
            assertThatThrownBy(() -> tracker.runStarted(start(1)))
                    .hasMessageContaining("runs/log-batch: status 403 PERMISSION_DENIED Read only. Expected");
        }
        assertThat(onlyRun().status).isEqualTo("FAILED");
    }

    @Test
    void missedEntriesAreSentLaterInOrder() {
        try (Mlflow tracker = started(5)) {
            tracker.roundFinished(round(1));
            mlflow.always(Answer.of(503));
            tracker.roundFinished(round(2));
            assertThat(pauses).containsExactly(1000L, 2000L, 4000L);
            tracker.warning("odd");
            tracker.roundFinished(round(3));
            assertThat(pauses)
                    .as("an unavailable server gets one request per call")
                    .hasSize(3);
            mlflow.always(Answer.OWN);
            tracker.roundFinished(round(4));
            mlflow.next(Answer.of(429), Answer.of(500));
            tracker.roundFinished(round(5));
            tracker.evaluationFinished(evaluation(5));
            tracker.runFinished();
        }
        assertThat(onlyRun().steps("train/loss")).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(onlyRun().values("train/loss")).containsExactly(0.5, 1.0, 1.5, 2.0, 2.5);
        assertThat(onlyRun().tags).containsEntry("warning.1", "odd");
        assertThat(onlyRun().status).isEqualTo("FINISHED");
        assertThat(pauses).as("the server is available again").containsExactly(1000L, 2000L, 4000L, 1000L, 2000L);
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("MLflow does not accept metrics of run 'run': POST " + mlflow.uri())
                .endsWith("runs/log-batch: status 503. They are kept and sent later.");
    }

    @Test
    void resentMetricsAreNotDuplicated() {
        try (Mlflow tracker = started(1)) {
            mlflow.next(Answer.LOST);
            tracker.roundFinished(round(1));
        }
        assertThat(onlyRun().values("train/loss")).containsExactly(0.5);
        assertThat(pauses).containsExactly(1000L);
        assertThat(warnings).isEmpty();
    }

    @Test
    void anUnavailableServerDoesNotFailTheRun() {
        try (Mlflow tracker = started(2)) {
            tracker.roundFinished(round(1));
            mlflow.close();
            tracker.roundFinished(round(2));
            tracker.warning("odd");
        }
        assertThat(warnings).hasSize(3).element(1).isEqualTo("6 entries of run 'run' were not sent to MLflow.");
        assertThat(warnings.get(2)).startsWith("MLflow still shows run 'run' as running: POST ");
        assertThat(pauses).hasSize(3);
    }

    @Test
    void dropsTheOldestEntriesIfFull() {
        int ofRound = 5;
        int ofEvaluation = 5;
        try (Mlflow tracker = started(1)) {
            mlflow.always(Answer.of(503));
            tracker.warning("first");
            tracker.roundFinished(Rounds.of(1, 1, metrics(3000)));
            tracker.warning("last");
            mlflow.always(Answer.OWN);
            tracker.evaluationFinished(evaluation(1));
        }
        int dropped = 1 + ofRound + 1 + ofEvaluation;
        assertThat(onlyRun().metrics).hasSize(3000 - 1);
        assertThat(onlyRun().tags).doesNotContainKey("warning.1").containsEntry("warning.2", "last");
        assertThat(warnings).hasSize(3).last().isEqualTo(dropped + " entries of run 'run' were not sent to MLflow.");
        assertThat(warnings.get(1))
                .isEqualTo("Too many metrics of run 'run' are waiting for MLflow; the oldest are dropped.");
    }

    @Test
    void anInterruptedRunIsFailed() {
        Mlflow tracker = tracker(milliseconds -> {
            throw new InterruptedException();
        });
        tracker.runStarted(start(2));
        mlflow.next(Answer.of(503));
        assertThatThrownBy(() -> tracker.roundFinished(round(1)))
                .isInstanceOfSatisfying(
                        ExeuntException.class, e -> assertThat(e.code()).hasToString("RESOURCE-23"));
        tracker.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(onlyRun().status).isEqualTo("FAILED");
        assertThat(onlyRun().values("train/loss")).containsExactly(0.5);
    }

    @Test
    void sendsNothingIfTheRunNeverStarted() {
        tracker().close();
        assertThat(mlflow.calls()).isEmpty();
    }
}
