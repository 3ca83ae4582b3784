package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.records.RunOutline;
import org.exeunt.runtime.store.records.RunOutline.StopReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code training.stop}: a run ends before its last round. */
class EarlyStopRunsTest {
    private static final String VALIDATION = "partition.validation-fraction=0.2";
    /** No accuracy is better than another one by more than 1. */
    private static final String[] STAGNATING = {
        VALIDATION,
        "training.rounds=12",
        "evaluation.interval=2",
        "training.stop.patience=2",
        "training.stop.minimum-improvement=1"
    };

    @TempDir
    Path folder;

    private RunOptions options(String runs) {
        return RunOptions.onDisk(Path.of(""), folder.resolve(runs), () -> 0L).withCheckpoints(Duration.ZERO);
    }

    @Test
    void endsAfterEvaluationsWithoutImprovement() {
        RunResult result = ToyRun.inMemory("fedavg", STAGNATING);
        RunSummary summary = result.summary();
        assertThat(result.rounds()).hasSize(6);
        assertThat(summary.stop().round()).isEqualTo(6);
        assertThat(summary.stop().bestRound()).isEqualTo(2);
        assertThat(summary.stop().reason()).isEqualTo(StopReason.NO_IMPROVEMENT);
        assertThat(summary.finalRound().round()).isEqualTo(6);
        assertThat(summary.setting().rounds()).isEqualTo(12);
        assertThat(summary.rounds()).isEqualTo(6);
    }

    @Test
    void endsWhenTheTargetIsReached() {
        RunResult full = ToyRun.inMemory("fedavg", VALIDATION, "evaluation.interval=1");
        double reached = full.finalEvaluation().validationAccuracy().orElseThrow() / 2;
        RunResult result =
                ToyRun.inMemory("fedavg", VALIDATION, "evaluation.interval=1", "training.stop.target=" + reached);
        RunOutline.Stop stop = result.summary().stop();
        assertThat(stop.reason()).isEqualTo(StopReason.TARGET_REACHED);
        assertThat(stop.validationAccuracy()).isGreaterThanOrEqualTo(reached);
        // only the last round of a run has the metrics of its clients
        assertThat(result.rounds())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("reports")
                .isEqualTo(full.rounds().subList(0, stop.round()));
    }

    @Test
    void runThatReachesItsLastRoundHasNotStopped() throws IOException {
        Path run = ToyRun.onDisk(folder, "fedavg", VALIDATION, "training.stop.target=1")
                .directory()
                .orElseThrow();
        assertThat(run.resolve("summary.json")).content().doesNotContain("\"stop\"");
        assertThat(Files.readAllLines(run.resolve("rounds.jsonl"))).hasSize(6);
    }

    /** The run is stopped and resumed before the decision, right at it, and not at all. */
    @ParameterizedTest
    @ValueSource(strings = {"cafedistill", "fedavg"})
    void resumesToTheSameBits(String strategy) throws IOException {
        RunResult uninterrupted = ToyRun.with(options("uninterrupted"), strategy, STAGNATING);
        assertThat(uninterrupted.summary().stop().round()).isEqualTo(6);
        Map<String, String> expected = RunFiles.of(uninterrupted);
        assertThat(expected).containsKey("models/client-0.safetensors");
        for (int rounds : new int[] {3, 2}) {
            ToyRun.stopAfter(rounds, options("stopped"), strategy, STAGNATING);
        }
        RunFiles.assertSame(RunFiles.of(ToyRun.with(options("stopped"), strategy, STAGNATING)), expected);
    }

    /** As if the process were killed between the last checkpoint, which has the decision, and the end of the run. */
    @Test
    void endsAtOnceIfOnlyTheEndIsMissing() throws IOException {
        Map<String, String> expected = RunFiles.of(ToyRun.with(options("uninterrupted"), "ditto", STAGNATING));
        RunTracker failing = new RunTracker() {
            @Override
            public void evaluationFinished(EvaluationRecord evaluation) {
                if (evaluation.round().number() == 6) {
                    throw new IllegalStateException("killed");
                }
            }
        };
        assertThatThrownBy(() -> ToyRun.with(options("stopped").withTrackers(List.of(failing)), "ditto", STAGNATING))
                .hasStackTraceContaining("killed");
        RunFiles.assertSame(RunFiles.of(ToyRun.with(options("stopped"), "ditto", STAGNATING)), expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"partition.validation-fraction=0", "evaluation.interval=1"})
    void requiresValidationExamples(String option) {
        assertThatThrownBy(() -> ToyRun.inMemory("fedavg", "training.stop.patience=2", option))
                .hasMessageContainingAll("cannot start", "training.stop", "partition.validation-fraction")
                .isInstanceOfSatisfying(ExeuntException.class, refused -> assertThat(refused.code())
                        .hasToString("CONFIG-20"));
    }

    @Test
    void refusesAConditionWithoutEffect() {
        assertThatThrownBy(() -> ToyRun.inMemory("fedavg", VALIDATION, "training.stop={}"))
                .hasMessageContainingAll("training.stop", "'patience'", "'target'");
        assertThatThrownBy(() -> ToyRun.inMemory(
                        "fedavg", VALIDATION, "training.stop={\"target\": 0.9, \"minimum-improvement\": 0.1}"))
                .hasMessageContainingAll("'minimum-improvement' is 0.1", "'patience'");
    }

    @Test
    void commandsSayWhyAndWhenItStopped() throws IOException {
        String run = directory(ToyRun.with(options("runs"), "fedavg", STAGNATING));
        String full = directory(ToyRun.with(options("runs"), "fedper", VALIDATION));
        String why = "stopped after round 6 of 12: the validation accuracy has ";
        assertThat(CommandLineRun.succeeding("runs show %s", run).out()).contains(why, "since round 2");
        assertThat(CommandLineRun.succeeding("evaluate %s", run).out()).contains("after round 6", why);
        assertThat(CommandLineRun.succeeding("verify %s", run).out()).contains("reproduced bit for bit");
        CommandLineRun.succeeding("report %s --output %s", run, folder.resolve("run.html"));
        assertThat(folder.resolve("run.html")).content().contains(why);
        assertThat(CommandLineRun.succeeding("compare %s %s --report %s", run, full, folder)
                        .out())
                .contains(" · 6 rounds");
        assertThat(folder.resolve("report.html")).content().contains(why);
    }

    private static String directory(RunResult result) {
        return result.directory().orElseThrow().toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evaluation.save-models=true",
                "evaluation.head-epochs=2",
                "training.server-optimizer.type=fedyogi",
                "training.running-statistics=average"
            })
    void modelsAreThoseOfTheRoundAtWhichItStopped(String option) throws IOException {
        String[] settings =
                Stream.concat(Stream.of(STAGNATING), Stream.of(option)).toArray(String[]::new);
        Path stopped =
                ToyRun.with(options("stopped"), "fedper", settings).directory().orElseThrow();
        String[] six = {VALIDATION, "training.rounds=6", "evaluation.interval=2", option};
        Path planned =
                ToyRun.with(options("planned"), "fedper", six).directory().orElseThrow();
        assertThat(stopped.resolve("clients.csv")).hasSameTextualContentAs(planned.resolve("clients.csv"));
        assertThat(stopped.resolve("evaluations.jsonl")).hasSameTextualContentAs(planned.resolve("evaluations.jsonl"));
        assertThat(stopped.resolve("rounds.jsonl")).hasSameTextualContentAs(planned.resolve("rounds.jsonl"));
        for (int client = 0; client < 8; client++) {
            String model = "models/client-%d.safetensors".formatted(client);
            assertThat(ModelFile.read(stopped.resolve(model)).parameters())
                    .isEqualTo(ModelFile.read(planned.resolve(model)).parameters());
            String calibration = "models/client-%d.calibration".formatted(client);
            assertThat(stopped.resolve(calibration)).hasSameBinaryContentAs(planned.resolve(calibration));
        }
    }
}
