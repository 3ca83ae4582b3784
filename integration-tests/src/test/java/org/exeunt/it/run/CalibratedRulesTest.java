package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.tracking.ClientEvaluation.RuleResult;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunForgery;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.model.ExitAnswers;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.PersonalModel.Prediction;
import org.exeunt.runtime.model.RunModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exit rules that are calibrated on validation examples, applied to single inputs when a run is finished. */
class CalibratedRulesTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(CalibratedRulesTest.class.getClassLoader());
    private static final String POLICY = "{\"type\": \"budgeted\", \"exit-fractions\": [[0.4, 0.3, 0.3]]}";
    private static final String PROMISE =
            "{\"type\": \"risk-controlled\", \"epsilon\": 0.5, \"delta\": 0.5, \"thresholds\": [0.95, %s]}";
    private static final ClientId CLIENT = new ClientId(2);

    @TempDir
    private Path folder;

    private Path run(String strategy, String... overrides) {
        return ToyRun.onDisk(folder.resolve(strategy), strategy, overrides)
                .directory()
                .orElseThrow();
    }

    /** With and without a rule of the method; the run itself has no calibrated policy. */
    @ParameterizedTest
    @CsvSource({"fedper, 0.2", "exit-discriminants, 0.9"})
    void singleInputsLeaveAsInAnEvaluation(String strategy, String threshold) {
        Path run = run(strategy, "partition.validation-fraction=0.3");
        assertSameExits(run, POLICY);
        assertSameExits(run, PROMISE.formatted(threshold));
    }

    private void assertSameExits(Path run, String policy) {
        ExitAnswers all = ExitAnswers.of(
                RunModels.of(
                        FinishedRun.open(run),
                        REGISTRY,
                        folder,
                        List.of("evaluation.exit-policies=[%s]".formatted(policy))),
                CLIENT,
                100,
                folder);
        RuleResult expected = all.evaluation().rules().get(0);
        List<float[]> inputs = all.inputs();
        try (PersonalModel model = PersonalModel.open(run, CLIENT, policy, List.of(), REGISTRY)) {
            List<Prediction> found = model.predict(inputs);
            assertThat(found.stream().map(Prediction::exit).distinct())
                    .as("exits used")
                    .hasSizeGreaterThan(1);
            for (Exit exit : all.network().allExits()) {
                assertThat(found.stream()
                                .filter(each -> each.exit().equals(exit))
                                .count())
                        .isEqualTo(Math.round(expected.shares().get(exit.index()) * inputs.size()));
            }
            assertThat(IntStream.range(0, inputs.size())
                            .filter(i -> found.get(i).label() == all.examples().label(i))
                            .count())
                    .isEqualTo(Math.round(expected.accuracy() * inputs.size()));
        }
    }

    @Test
    void runsWithoutValidationExamplesRefuse() {
        Path run = run("fedper");
        assertThatThrownBy(() -> PersonalModel.open(run, CLIENT, POLICY, List.of(), REGISTRY))
                .hasMessageContaining("calibrated on validation examples, of which client 2 has none");
    }

    @Test
    void calibrationsOfAnotherClientAreRefused() throws IOException {
        Path run = run("fedper", "partition.validation-fraction=0.3");
        Files.copy(
                run.resolve("models/client-1.calibration"),
                Files.createDirectory(folder.resolve("kept")).resolve("1"));
        Files.delete(run.resolve("models/client-2.calibration"));
        Files.copy(folder.resolve("kept/1"), run.resolve("models/client-2.calibration"));
        assertThatThrownBy(() -> PersonalModel.open(run, CLIENT, POLICY, List.of(), REGISTRY))
                .hasMessageContaining("client-2.calibration");
        RunForgery.updateChecksums(run);
        assertThatThrownBy(() -> PersonalModel.open(run, CLIENT, POLICY, List.of(), REGISTRY))
                .hasMessageContainingAll("client-2.calibration", "of the model of client 2");
    }

    @Test
    void repetitionsHaveTheSameCalibration() {
        Path run = run("fedper", "partition.validation-fraction=0.3");
        assertThat(CommandLineRun.succeeding("verify %s", run).out()).contains("bit for bit");
    }
}
