package org.exeunt.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names with formulas, markup or control sequences are escaped in everything that commands print and runs write. Tables
 * of comparisons are tested in the module {@code app}.
 */
class HostileNamesTest {
    private static final String BASE =
            """
            {
              "name": "hostile", "seed": 1,
              "dataset":   { "type": "hostile-data", "train": 120, "test": 40 },
              "partition": { "type": "dirichlet", "alpha": 100, "clients": 4, "test-fraction": 0.25 },
              "network":   { "hidden": [6, 5, 4] },
              "strategy":  "fedavg",
              "training":  { "rounds": 2, "batch-size": 8, "optimizer": { "learning-rate": 0.02 } },
              "evaluation": { "exit-policies": [ "hostile-policy" ] },
              "engine":    "toy"
            }
            """;

    @TempDir
    private static Path folder;

    private static Path plugins;
    private static String console;
    private static Path run;

    @BeforeAll
    static void finishRun() throws IOException, InterruptedException {
        plugins = HostilePlugins.services(folder.resolve("plugins"));
        String base = Files.writeString(folder.resolve("base.json"), BASE).toString();
        Path runs = folder.resolve("runs");
        console = succeeding("run", base, "--set", "strategy=hostile-method", "--runs-dir", runs.toString());
        run = ChildRun.finished(runs).orElseThrow();
    }

    /** Runs a command in its own process, asserts that it succeeds, and returns its output and errors. */
    private static String succeeding(String... arguments) throws IOException, InterruptedException {
        ChildCommand command = ChildCommand.run(folder, List.of(plugins), Map.of(), arguments);
        String printed = command.out() + command.err();
        assertThat(command.status()).as(printed).isZero();
        assertHarmless(printed);
        return printed;
    }

    private static void assertHarmless(String text) {
        assertThat(text.codePoints()
                        .filter(character -> character != '\n' && character != '\t')
                        .filter(character ->
                                Character.isISOControl(character) || Character.getType(character) == Character.FORMAT)
                        .toArray())
                .as("hidden characters of %s", text)
                .isEmpty();
    }

    @Test
    void csvEscapesFormulas() throws IOException {
        String row = Files.readAllLines(run.resolve("exits.csv")).get(1);
        assertThat(row).contains(",\"'=1+1,");
        assertThat(Files.readString(run.resolve("clients.csv"))).doesNotContainPattern("(^|,|\n)\"?[=+@]");
    }

    @Test
    void recordsKeepNamesUnchanged() throws IOException {
        RunRecords archive = FinishedRun.open(run).records();
        assertThat(archive.finalEvaluation().rules().get(0).label()).isEqualTo(HostilePlugins.NAME);
        assertThat(archive.summary().rules().get(0).label()).isEqualTo(HostilePlugins.NAME);
        assertThat(archive.summary().warnings()).contains(HostilePlugins.LINES);
        assertThat(archive.rounds()).allSatisfy(round -> {
            assertThat(round.metrics()).containsKey(HostilePlugins.LINES);
            assertThat(round.failures())
                    .allSatisfy(failure -> assertThat(failure.cause()).contains(HostilePlugins.LINES));
        });
        assertThat(archive.rounds().stream().flatMap(round -> round.failures().stream()))
                .isNotEmpty();
        assertThat(archive.inputs().classes().classes()).contains(HostilePlugins.LINES + "0");
        for (String line : Files.readAllLines(run.resolve("evaluations.jsonl"))) {
            assertThat(new ObjectMapper().readTree(line).isObject()).isTrue();
        }
    }

    @Test
    void otherCommandsEscapeNames() throws IOException, InterruptedException {
        assertThat(console)
                .contains("warning: =1+1,\"\\u202ex", "client 1 failed", "\\u001b[2J\\u000d\\u000a\\u009b1mz")
                // cell of the table
                .containsPattern("(?m)^=1\\+1,\"\\\\u202ex\\\\u2066.* +\\d+\\.\\d +-?\\d+\\.\\d");
        String input = folder.resolve("base.json").toString();
        JsonNode prediction = new ObjectMapper()
                .readTree(succeeding("predict", run.toString(), "--client", "0", "--input", input, "--json"));
        assertThat(prediction.at("/0/class-name").textValue()).startsWith(HostilePlugins.LINES);
        assertThat(succeeding("plugins", "list")).contains("\\u202ex");
    }

    @Test
    void unknownKeysAreEscaped() throws IOException {
        Path file = Files.writeString(
                folder.resolve("unknown.json"),
                "{ %s: 1 }".formatted(new ObjectMapper().writeValueAsString(HostilePlugins.LINES)));
        for (CommandLineRun run : List.of(
                CommandLineRun.of("run %s", file),
                CommandLineRun.of("compare plan %s", file),
                CommandLineRun.of("run %s %s", file, "--\u202ex\u001b[2J"))) {
            assertThat(run.status()).isNotZero();
            assertThat(run.err()).contains("\\u202ex", "\\u001b[2J");
            assertHarmless(run.out() + run.err());
        }
    }
}
