package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.Promise;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.model.RunModels;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises of exit rules are the same wherever they are computed, and one client's labels are only its own. */
class PromisesTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(PromisesTest.class.getClassLoader());
    private static final String CLIENT =
            "{\"type\": \"risk-controlled\", \"epsilon\": 0.4, \"delta\": 0.3, \"risk\": \"change\"}";
    private static final String FEDERATION =
            "{\"type\": \"risk-controlled\", \"epsilon\": 0.3, \"risk\": \"change\", \"scope\": \"federation\"}";
    private static final String[] BOTH = {
        "evaluation.exit-policies=[\"confidence\", %s, %s]".formatted(CLIENT, FEDERATION),
        "partition.validation-fraction=0.3",
        "training.rounds=10",
        "training.participation=1.0"
    };

    @TempDir
    private Path folder;

    private RunOptions options(String runs) {
        return RunOptions.onDisk(Path.of(""), folder.resolve(runs), () -> 0L).withCheckpoints(Duration.ZERO);
    }

    private static String[] and(String... more) {
        return Stream.concat(Stream.of(BOTH), Stream.of(more)).toArray(String[]::new);
    }

    private static List<ClientEvaluation> clients(RunResult run) {
        return run.finalEvaluation().clients();
    }

    private static Promise promise(ClientEvaluation client, int rule) {
        return client.rules().get(rule).promise().orElseThrow();
    }

    private static int last(RunResult run) {
        return clients(run).get(0).rules().size() - 1;
    }

    @Test
    void theyAreTheSameWhereverTheyAreComputed() throws IOException {
        RunResult run = ToyRun.with(options("uninterrupted"), "fedper", BOTH);
        Map<String, String> expected = RunFiles.of(run);
        ToyRun.stopAfter(4, options("stopped"), "fedper", BOTH);
        RunFiles.assertSame(RunFiles.of(ToyRun.with(options("stopped"), "fedper", BOTH)), expected);
        RunFiles.assertSame(RunFiles.of(ToyRun.with(options("four"), "fedper", and("executor.workers=4"))), expected);

        Path directory = run.directory().orElseThrow();
        assertThat(CommandLineRun.succeeding("verify %s", directory).out()).contains("bit for bit");
        assertThat(Files.readAllLines(directory.resolve("exits.csv")).get(0))
                .endsWith(",share-3,promise,bound,threshold,examples,owner");
        assertThat(clients(run).stream()
                        .map(client -> promise(client, last(run) - 1))
                        .filter(Promise::holds))
                .as("clients with a promise of their own")
                .isNotEmpty();
        assertThat(clients(run).stream()
                        .map(client -> promise(client, last(run)))
                        .distinct())
                .as("promises to the federation")
                .hasSize(1)
                .allMatch(Promise::holds);
        for (ClientEvaluation client : clients(run)) {
            assertThat(threshold(directory, client.client(), CLIENT))
                    .isEqualTo(promise(client, last(run) - 1).threshold().orElse(Double.POSITIVE_INFINITY));
            assertThat(threshold(directory, client.client(), FEDERATION))
                    .isEqualTo(promise(client, last(run)).threshold().orElseThrow());
        }
        assertThat(CommandLineRun.succeeding("evaluate %s", directory).out())
                .contains("risk-controlled 0.30 change federation  at most 30 % of answers changed, with 90 %"
                        + " confidence  all clients together");
        assertThat(CommandLineRun.succeeding("report %s", directory).out()).contains("report.html");
        assertThat(directory.resolve("report.html"))
                .content()
                .contains("at most 40 % of answers changed, with 70 % confidence; saves");
    }

    /** Returns the threshold that a single model and its exported file use. */
    private static double threshold(Path run, ClientId client, String policy) {
        RunModels models = RunModels.of(
                FinishedRun.open(run), REGISTRY, run, List.of("evaluation.exit-policies=[%s]".formatted(policy)));
        return models.exportRequest(client, new ExportFormat("any", false, true, "with an exit rule"), policy)
                .exitRule()
                .flatMap(ExitRule::thresholds)
                .orElseThrow()
                .perExit()
                .get(0);
    }

    /** All inputs leave at exit 1, so that a label is counted if it is the answer of the final exit only. */
    @Test
    void aLabelChangesOnlyThePromiseOfItsClient() throws IOException {
        String policy = "evaluation.exit-policies=[{\"type\": \"risk-controlled\", \"epsilon\": 0.9, \"delta\": 0.5,"
                + " \"thresholds\": [0.05, 0.01]}]";
        RunResult before = ToyRun.with(options("before"), "fedper", policy, "partition.validation-fraction=0.3");
        Path run = before.directory().orElseThrow();
        Path reused = Files.writeString(
                folder.resolve("partition.json"),
                Files.readString(run.resolve("partition.json")).replaceAll(", \"sha256\": \"\\w+\"", ""));
        JsonNode partition =
                new ObjectMapper().readTree(run.resolve("partition.json").toFile());
        int row = partition.get("clients").get(2).get("validation").get(0).intValue();
        Path table =
                Path.of(new ObjectMapper().readTree(ToyRun.TABLE).get("file").textValue());
        int changed = 0;
        for (int label = 0; label < 10; label++) {
            List<String> lines = new ArrayList<>(Files.readAllLines(table));
            lines.set(row + 1, lines.get(row + 1).replaceFirst("class\\d", "class" + label));
            Path altered = Files.write(
                    Files.createDirectory(folder.resolve("label" + label)).resolve(table.getFileName()), lines);
            RunResult after = ToyRun.with(
                    options("after" + label),
                    "fedper",
                    policy,
                    "dataset={\"type\": \"csv\", \"file\": \"%s\", \"split\": \"part\"}".formatted(altered),
                    "partition={\"type\": \"file\", \"file\": \"%s\"}".formatted(reused));
            for (int client : IntStream.range(0, 8).filter(i -> i != 2).toArray()) {
                assertThat(promise(clients(after).get(client), 0))
                        .isEqualTo(promise(clients(before).get(client), 0));
            }
            changed += promise(clients(after).get(2), 0)
                            .equals(promise(clients(before).get(2), 0))
                    ? 0
                    : 1;
        }
        assertThat(changed)
                .as("labels with another promise to client 2: one, or all others if its own was the final answer")
                .isIn(1, 9);
    }

    @Test
    void promisesDoNotHoldIfValidationExamplesDecidedTheLastRound() {
        RunResult run = ToyRun.inMemory("fedavg", and("training.stop.target=1"));
        assertThat(run.summary().warnings())
                .anyMatch(warning -> warning.startsWith("The promises of exit rules do not hold: training.stop"));
        assertThat(run.summary().reliability().promises())
                .hasSize(2)
                .extracting(RunSummary.Promised::brokenBy)
                .containsOnly("training.stop");
        assertThat(ToyRun.inMemory("fedavg", "training.stop.target=1", "partition.validation-fraction=0.3")
                        .summary()
                        .warnings())
                .noneMatch(warning -> warning.contains("promises"));
    }
}
