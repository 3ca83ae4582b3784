package org.exeunt.trackers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.testsupport.LoopbackMlflow;
import org.exeunt.testsupport.Rounds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to a fake MLflow server that validates every request. */
class MlflowTest {
    private static final String SECRET = "s3cr3t-of-ours";
    private static final NetworkSpec NETWORK = NetworkSpec.of(
            new ParameterLayout(List.of()),
            InputShape.vector(4),
            3,
            List.of(new Macs(10), new Macs(20)),
            List.of(new Macs(1), new Macs(2)));

    private final LoopbackMlflow mlflow = new LoopbackMlflow();
    private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void checkRequests() {
        mlflow.close();
        assertThat(mlflow.violations()).isEmpty();
    }

    private Mlflow tracker() {
        return tracker(Optional.of(" " + SECRET + "\n"));
    }

    private Mlflow tracker(Optional<String> token) {
        return new Mlflow(mlflow.uri() + "/", token, "trials & more", clock::incrementAndGet, warnings::add);
    }

    private Mlflow started() {
        Mlflow tracker = tracker();
        tracker.runStarted(start(Round.START, Map.of()));
        return tracker;
    }

    private static RunStart start(Round resumedAfter, Map<String, String> configuration) {
        return new RunStart("run", "0123456789ab", NETWORK, 0, 2, 2, resumedAfter, configuration, "{}", Map.of());
    }

    private static RoundRecord round(int number) {
        return Rounds.of(number, number / 2.0, Map.of("a:b", 1.0));
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
            tracker.runStarted(start(Round.START, configuration));
        }
        assertThat(onlyRun().params).containsEntry("key-229", "value 229").containsEntry("a", "x".repeat(5000));
        assertThat(onlyRun().params.values()).contains("long key");
        assertThat(mlflow.calls())
                .extracting(LoopbackMlflow.Call::authorization)
                .containsOnly("Bearer " + SECRET);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aResumedRunIsANewRunWithATag() {
        for (Round before : List.of(Round.START, new Round(1))) {
            try (Mlflow tracker = tracker()) {
                tracker.runStarted(start(before, Map.of()));
                tracker.roundFinished(round(before.number() + 1));
                tracker.warning("odd");
                tracker.runFinished();
            }
        }
        assertThat(mlflow.experiments()).containsExactly("trials & more");
        assertThat(mlflow.runs()).hasSize(2).allMatch(run -> run.status.equals("FINISHED"));
        assertThat(mlflow.runs().get(0).tags)
                .containsEntry("warning.1", "odd")
                .doesNotContainKey("exeunt.resumed-after");
        assertThat(mlflow.runs().get(1).tags)
                .containsEntry("exeunt.hash", "0123456789ab")
                .containsEntry("exeunt.resumed-after", "1");
    }

    @Test
    void aRunThatDoesNotFinishIsFailed() {
        try (Mlflow tracker = started()) {
            tracker.roundFinished(round(1));
            tracker.evaluationFinished(evaluation(1));
        }
        assertThat(onlyRun().status).isEqualTo("FAILED");
        assertThat(onlyRun().steps("accuracy/exit-2")).containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 403, 503})
    void aRunThatIsNotAcceptedContinuesWithOneWarning(int status) {
        mlflow.always(status, "");
        try (Mlflow tracker = started()) {
            tracker.roundFinished(round(1));
            tracker.warning("odd");
        }
        assertThat(mlflow.runs()).isEmpty();
        assertThat(mlflow.calls()).as("nothing is sent after the failure").hasSize(2);
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("MLflow does not accept run 'run' at " + mlflow.uri())
                .contains("status " + status, "Nothing more is sent")
                .doesNotContain(SECRET);
    }

    @Test
    void aRunWhoseServerEndsContinuesWithOneWarning() {
        try (Mlflow tracker = started()) {
            tracker.roundFinished(round(1));
            mlflow.close();
            tracker.roundFinished(round(2));
            tracker.evaluationFinished(evaluation(2));
        }
        assertThat(onlyRun().values("train/loss")).containsExactly(0.5);
        assertThat(warnings).singleElement().asString().contains("Nothing more is sent");
    }

    @Test
    void responsesWithoutTheExpectedFieldAreFailures() {
        for (String body : List.of("{}", "[1]", "<html>")) {
            warnings.clear();
            mlflow.always(200, body);
            started().close();
            assertThat(warnings).as(body).hasSize(1);
        }
    }

    @Test
    void invalidAddressesAndTokensAreRefused() {
        assertThatThrownBy(() -> tracker(Optional.of("two words")))
                .hasMessageContaining("MLFLOW_TRACKING_TOKEN")
                .hasMessageNotContaining("two words");
        assertThatThrownBy(() -> new Mlflow("http://a_b", Optional.empty(), "x", () -> 0, warnings::add))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sendsNothingIfTheRunNeverStarted() {
        tracker().close();
        assertThat(mlflow.calls()).isEmpty();
    }
}
