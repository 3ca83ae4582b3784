package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.records.EvaluationMeans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with all evaluation options: new clients, calibrated exit rules, validation examples, gradient conflicts. */
class EvaluationSettingsTest {
    private static final String BUDGETED =
            "evaluation.exit-policies=[{\"type\": \"confidence\"}, {\"type\": \"budgeted\", \"steps\": [5, 20, 35]}]";
    private static final String SIMILAR_CLIENTS = "partition.alpha=5";

    static Stream<Arguments> strategiesAndSplits() {
        return Stream.of("cafedistill", "fedavg", "fedbabu")
                .flatMap(strategy -> Stream.of("merge-split", "train-only-reweight", "native-matched")
                        .map(split -> Arguments.of(strategy, split)));
    }

    @ParameterizedTest
    @MethodSource("strategiesAndSplits")
    void newClientsAreServedInEverySplit(String strategy, String split) {
        RunResult result = ToyRun.inMemory(
                strategy,
                BUDGETED,
                SIMILAR_CLIENTS,
                "partition.split=" + split,
                "partition.validation-fraction=0.2",
                "evaluation.new-clients=2",
                "training.rounds=3");

        assertThat(result.rounds()).allSatisfy(round -> assertThat(round.exits().keySet())
                .doesNotContain(new ClientId(6), new ClientId(7)));
        assertThat(result.finalEvaluation().clients()).hasSize(6);
        assertThat(result.finalEvaluation().newClients()).hasSize(2).allSatisfy(EvaluationSettingsTest::assertSound);
        assertThat(result.finalEvaluation().clients()).allSatisfy(EvaluationSettingsTest::assertSound);
        assertThat(result.summary().policies())
                .extracting(RunSummary.Policy::policy)
                .containsExactly("confidence", "budgeted");
        assertThat(result.summary().newClients().clients()).isEqualTo(2);
    }

    private static void assertSound(ClientEvaluation client) {
        assertThat(client.examples()).isPositive();
        assertThat(client.exits()).allMatch(exit -> exit.accuracy() >= 0 && exit.accuracy() <= 1);
        assertThat(client.rules())
                .extracting(ClientEvaluation.RuleResult::label)
                .endsWith("budgeted 0.25", "budgeted 1.00", "budgeted 1.75");
        for (ClientEvaluation.RuleResult rule : client.rules()) {
            assertThat(rule.shares().stream().mapToDouble(Double::doubleValue).sum())
                    .isBetween(1 - 1e-9, 1 + 1e-9);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\": \"quantity\", \"clients\": 8, \"alpha\": 2}",
                "{\"type\": \"shards\", \"clients\": 8}",
                "{\"type\": \"pathological\", \"clients\": 8, \"classes-per-client\": 3}",
                "{\"type\": \"cluster-skew\", \"clients\": 8, \"classes-per-cluster\": 2}"
            })
    void runFinishesWithEveryPartitioner(String partition) {
        RunResult result = ToyRun.inMemory("fedavg", "partition=" + partition, "training.rounds=1");
        assertThat(result.finalEvaluation().clients()).hasSize(8);
    }

    @Test
    void runWithNewClientsIsReadBack(@TempDir Path runs) {
        String[] settings = {BUDGETED, SIMILAR_CLIENTS, "partition.validation-fraction=0.2", "evaluation.new-clients=3"
        };
        RunResult result = ToyRun.onDisk(runs, "cafedistill", settings);
        RunRecords archive = FinishedRun.open(result.directory().orElseThrow()).records();
        assertThat(archive.finalEvaluation()).isEqualTo(result.finalEvaluation());
        assertThat(archive.summary()).isEqualTo(result.summary());
        assertThat(List.of(
                        result.summary().setting().clients(),
                        result.summary().setting().newClients()))
                .containsExactly(5, 3);
    }

    /** A rule of the ensemble that never leaves early is the vote of all exits; one that leaves at once is exit 1. */
    @Test
    void ensembleIsBetweenExitOneAndTheVoteOfAllExits(@TempDir Path runs) {
        String policy = "evaluation.exit-policies=[{\"type\": \"ensemble\", \"thresholds\": [0, 0.8, 1]}]";
        RunResult result = ToyRun.onDisk(runs, "fedper", policy);
        assertThat(result.finalEvaluation().clients()).allSatisfy(client -> {
            assertThat(client.rules())
                    .extracting(ClientEvaluation.RuleResult::label)
                    .containsExactly("ensemble 0.00", "ensemble 0.80", "ensemble 1.00");
            assertThat(client.rules().get(0).accuracy())
                    .isEqualTo(client.exit(new Exit(1)).accuracy());
            assertThat(client.rules().get(2).accuracy()).isEqualTo(client.ensembleAccuracy());
            assertThat(client.rules().get(2).shares()).containsExactly(0.0, 0.0, 1.0);
        });
        assertThat(result.finalEvaluation().clients())
                .as("a vote that differs from the final exit")
                .anyMatch(client ->
                        client.ensembleAccuracy() != client.exit(new Exit(3)).accuracy());
        RunRecords archive = FinishedRun.open(result.directory().orElseThrow()).records();
        assertThat(archive.finalEvaluation()).isEqualTo(result.finalEvaluation());
    }

    @Test
    void ruleOfTwoPoliciesIsRefused() {
        assertThatThrownBy(() -> ToyRun.inMemory(
                        "fedavg",
                        "evaluation.exit-policies=[{\"type\": \"confidence\", \"thresholds\": [0.5]},"
                                + " {\"type\": \"confidence\", \"thresholds\": [0.5, 0.6]}]"))
                .hasMessageContainingAll("evaluation.exit-policies", "'confidence 0.50' is there twice");
    }

    @Test
    void budgetWithoutValidationExamplesIsRefused() {
        assertThatThrownBy(() -> ToyRun.inMemory("fedavg", BUDGETED))
                .hasMessageContainingAll(
                        "'budgeted' needs validation examples", "8 of 8 clients have none", "validation-fraction");
    }

    @Test
    void gradientConflictsDoNotChangeResults(@TempDir Path runs) {
        RunResult with = ToyRun.onDisk(runs, "fedper", "evaluation.gradient-conflict-examples=16");
        RunResult without = ToyRun.inMemory("fedper");
        List<GradientConflict> conflicts = with.finalEvaluation().interference();
        assertThat(conflicts)
                .extracting(pair -> "%d %s %s".formatted(pair.stage(), pair.shallower(), pair.deeper()))
                .containsExactly("1 1 2", "1 1 3", "1 2 3", "2 2 3");
        assertThat(conflicts)
                .extracting(GradientConflict::cosine)
                .allMatch(cosine -> cosine >= -1 && cosine <= 1 && cosine != 0);
        assertThat(without.finalEvaluation().interference()).isEmpty();
        assertThat(with.finalEvaluation().clients().stream()
                        .map(client -> client.with(List.of()))
                        .toList())
                .isEqualTo(without.finalEvaluation().clients());

        List<EvaluationMeans> evaluations =
                FinishedRun.open(with.directory().orElseThrow()).records().evaluations();
        assertThat(evaluations).extracting(EvaluationMeans::round).containsExactly(3, 6);
        assertThat(evaluations.get(1).interference()).isEqualTo(conflicts);
    }

    /** At a rate that moves nothing, both runs have the same models. */
    @Test
    void gradientConflictsAreOfPicturesAsTheyAre() {
        String[] options = {
            ToyRun.SHAPES,
            "network.buffers=false",
            "training.optimizer.learning-rate=1e-30",
            "evaluation.gradient-conflict-examples=16",
            "training.augmentation={}"
        };
        RunResult augmented = ToyRun.inMemory("fedavg", options);
        options[4] = "training.augmentation=null";
        assertThat(augmented.finalEvaluation().interference())
                .isNotEmpty()
                .isEqualTo(ToyRun.inMemory("fedavg", options).finalEvaluation().interference());
    }

    @Test
    void headEpochsFineTuneTheHeadsOfPersonalModels() {
        RunResult fitted = ToyRun.inMemory(
                "fedbabu", "strategy.loss.exit-weights=sum", "strategy.fine-tune-epochs=0", "evaluation.head-epochs=3");
        RunResult neither = ToyRun.inMemory("fedbabu", "strategy.loss.exit-weights=sum", "strategy.fine-tune-epochs=0");
        assertThat(fitted.finalEvaluation()).isNotEqualTo(neither.finalEvaluation());
    }

    /** FedBABU has an option for the same step. */
    @Test
    void wholeModelsCanBeFineTuned() {
        RunResult fineTuned = ToyRun.inMemory("fedbabu", "strategy.fine-tune-epochs=3");
        RunResult fitted = ToyRun.inMemory(
                "fedbabu", "strategy.fine-tune-epochs=0", "evaluation.head-epochs=3", "evaluation.fine-tuned=all");
        assertThat(fitted.finalEvaluation()).isEqualTo(fineTuned.finalEvaluation());
    }

    /** Budgeted rules are calibrated on validation examples, confidence rules are not; both are measured there. */
    @Test
    void reliabilityIsReadBackAndEvaluatedAgain(@TempDir Path runs) {
        RunResult result = ToyRun.onDisk(
                runs, "cafedistill", ToyRun.SHAPES, BUDGETED, SIMILAR_CLIENTS, "partition.validation-fraction=0.25");
        RunSummary.Reliability reliability = result.summary().reliability();
        assertThat(reliability.exits()).hasSize(3).allSatisfy(exit -> {
            assertThat(exit.failurePrediction().orElseThrow()).isBetween(0.0, 1.0);
            assertThat(exit.calibrationError()).isBetween(0.0, 1.0);
        });
        assertThat(reliability.exits().get(2).overthinking()).isZero();
        assertThat(reliability.chosen())
                .extracting(RunSummary.ChosenRule::policy)
                .containsExactly("confidence", "budgeted");
        Path directory = result.directory().orElseThrow();
        assertThat(FinishedRun.open(directory).records().finalEvaluation().reliability())
                .isEqualTo(result.finalEvaluation().reliability());
        assertThat(CommandLineRun.succeeding("evaluate %s --json", directory)
                        .json()
                        .get("reliability"))
                .isEqualTo(CommandLineRun.succeeding("runs show %s --json", directory)
                        .json()
                        .at("/summary/reliability"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"apfl", "fedavg", "fedper", "scaffold"})
    void headEpochsDoNotChangeTraining(String strategy, @TempDir Path runs) {
        RunResult with =
                ToyRun.onDisk(runs, strategy, SIMILAR_CLIENTS, "evaluation.head-epochs=2", "evaluation.new-clients=1");
        RunResult without = ToyRun.inMemory(strategy, SIMILAR_CLIENTS, "evaluation.new-clients=1");
        assertThat(with.rounds()).isEqualTo(without.rounds());
        assertThat(with.finalEvaluation()).isNotEqualTo(without.finalEvaluation());
        assertThat(FinishedRun.open(with.directory().orElseThrow()).records().finalEvaluation())
                .isEqualTo(with.finalEvaluation());
    }

    @Test
    void termsAreMeasuredInEveryRound(@TempDir Path runs) {
        RunResult distilled = ToyRun.onDisk(runs, "cafedistill", "strategy.lambda=0.5", "coordination=all-exits");
        assertThat(distilled.rounds()).allSatisfy(round -> {
            assertThat(round.trainingMetrics().get("teacher-agreement-exit-1")).isBetween(0.0, 1.0);
            assertThat(round.crossEntropy())
                    .isEqualTo(round.trainingMetrics().get("cross-entropy"))
                    .isPositive();
        });
        assertThat(distilled.rounds().get(5).trainingMetrics())
                .containsOnlyKeys("cross-entropy", "teacher-agreement-exit-1", "teacher-agreement-exit-2");
        assertThat(FinishedRun.open(distilled.directory().orElseThrow())
                        .records()
                        .rounds())
                .isEqualTo(distilled.rounds());
        assertThat(ToyRun.inMemory("fedavg").rounds())
                .allSatisfy(round -> assertThat(round.trainingMetrics()).containsOnlyKeys("cross-entropy"));
    }

    @Test
    void validationAccuracyIsReportedSeparately() {
        RunResult with = ToyRun.inMemory("fedper", "partition.validation-fraction=0.25");
        Double accuracy = with.summary().lastEvaluations().validationAccuracy();
        assertThat(accuracy)
                .isBetween(0.0, 1.0)
                .isNotEqualTo(with.summary().lastEvaluations().meanAccuracy());
        assertThat(with.finalEvaluation().clients())
                .allSatisfy(client -> assertThat(client.validationAccuracy()).isPresent());
        RunResult without = ToyRun.inMemory("fedper");
        assertThat(without.summary().lastEvaluations().validationAccuracy()).isNull();
        assertThat(without.finalEvaluation().clients())
                .allSatisfy(client -> assertThat(client.validationAccuracy()).isEmpty());
    }
}
