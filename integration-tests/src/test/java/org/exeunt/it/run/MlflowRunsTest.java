package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.it.support.RoundAction;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.testsupport.LoopbackMlflow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests of whole runs to an MLflow server. */
class MlflowRunsTest {
    private final LoopbackMlflow mlflow = new LoopbackMlflow();

    @AfterEach
    void assertAllRequestsValid() {
        mlflow.close();
        assertThat(mlflow.violations()).isEmpty();
    }

    private LoopbackMlflow.Run kept() {
        assertThat(mlflow.runs()).hasSize(1);
        return mlflow.runs().get(0);
    }

    private RunResult run(RunOptions options, String... overrides) {
        List<String> all = new ArrayList<>(List.of(overrides));
        all.add("trackers=[{\"type\": \"mlflow\", \"uri\": \"%s/\", \"experiment\": \"small trials\"}]"
                .formatted(mlflow.uri()));
        return ToyRun.with(options, "cafedistill", all.toArray(String[]::new));
    }

    private static RunOptions inMemory() {
        return RunOptions.inMemory(Path.of(""), () -> 0L);
    }

    @Test
    void serverReceivesAllOfARun() {
        RunResult result = run(inMemory());
        assertThat(mlflow.experiments()).containsExactly("small trials");
        assertThat(kept().name).isEqualTo("toy");
        assertThat(kept().status).isEqualTo("FINISHED");
        assertThat(kept().tags).containsEntry("mlflow.runName", "toy").containsEntry("mlflow.source.name", "exeunt");
        assertThat(kept().tags.get("exeunt.hash")).matches("[0-9a-f]{12}");
        assertThat(kept().tags)
                .containsKeys("exeunt.version/Runtime/runtime", "exeunt.version/Strategy/cafedistill")
                .doesNotContainKey("exeunt.resumed-after");
        assertThat(kept().params)
                .containsEntry("training.rounds", "6")
                .containsEntry("training.optimizer.learning-rate", "0.02")
                .containsEntry("strategy.type", "cafedistill")
                .containsEntry("seed", "11")
                .containsEntry("clients", "8")
                .containsEntry("exits", "3")
                .containsKeys("input", "classes", "parameters", "macs/exit-3");
        assertThat(kept().values("train/objective"))
                .containsExactlyElementsOf(
                        result.rounds().stream().map(RoundRecord::loss).toList());
        assertThat(kept().steps("train/loss")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(result.rounds().get(5).metrics())
                .isNotEmpty()
                .allSatisfy((name, value) ->
                        assertThat(kept().values("aggregation/" + name)).last().isEqualTo(value));
        assertThat(kept().steps("accuracy/exit-1")).containsExactly(3L, 6L);
        assertThat(kept().values("accuracy/mean-of-exits"))
                .last()
                .isEqualTo(result.finalEvaluation().meanAccuracy());
        assertThat(mlflow.calls())
                .extracting(LoopbackMlflow.Call::path)
                .startsWith("experiments/create")
                .endsWith("runs/update");
    }

    @Test
    void abortedRunIsMarkedFailed() {
        RoundAction failure = new RoundAction(3, () -> {
            throw new IllegalStateException("gone");
        });
        assertThatThrownBy(() -> run(inMemory().withTrackers(List.of(failure)))).hasMessageContaining("gone");
        assertThat(kept().status).isEqualTo("FAILED");
        assertThat(kept().steps("train/loss")).startsWith(1L, 2L);
    }
}
