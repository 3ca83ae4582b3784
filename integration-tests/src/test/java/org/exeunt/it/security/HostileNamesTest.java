package org.exeunt.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.runtime.store.codec.Csv;
import org.exeunt.runtime.store.records.RunArchive;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names with markup, commands, formulas or control sequences are escaped in everything that a comparison writes. */
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

    @BeforeAll
    static void compare() throws IOException, InterruptedException {
        plugins = HostilePlugins.services(folder.resolve("plugins"));
        Files.writeString(folder.resolve("base.json"), BASE);
        String name = new ObjectMapper().writeValueAsString(HostilePlugins.LINES);
        Path comparison = Files.writeString(
                folder.resolve("compare.json"),
                """
                { "name": %s, "base": "base.json", "settings": { %s: {} }, "seeds": [1, 2],
                  "methods": { %s: "hostile-method" } }
                """
                        .formatted(name, name, name));
        console = succeeding(
                "compare",
                "run",
                comparison.toString(),
                "--runs-dir",
                folder.resolve("runs").toString(),
                "--report",
                folder.resolve("report").toString());
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

    private static List<Path> runs() throws IOException {
        try (Stream<Path> list = Files.list(folder.resolve("runs"))) {
            return list.filter(each -> !each.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    /** Returns the run of the hostile method with seed 1. */
    private static Path hostileRun() throws IOException {
        for (Path run : runs()) {
            if (Files.readString(run.resolve("config.json")).contains("hostile-method")) {
                return run;
            }
        }
        throw new AssertionError("no run of hostile-method");
    }

    private static String report(String file) throws IOException {
        return Files.readString(folder.resolve("report").resolve(file));
    }

    @Test
    void consoleEscapesNames() {
        assertThat(console).contains("\\u202ex\\u2066", "\\u001b[2J");
    }

    @Test
    void markdownEscapesNames() throws IOException {
        String markdown = report("report.md");
        assertHarmless(markdown);
        assertThat(markdown)
                .contains("\\|\\`&lt;b&gt;\\[a\\](b)\\*c\\*\\_d\\_\\\\input{e}%\\$\\#&amp;\\~^")
                .doesNotContain("<b>");
        assertThat(markdown.lines().filter(line -> line.startsWith("#")))
                .as("name and setting")
                .hasSize(2);
    }

    @Test
    void latexEscapesNames() throws IOException {
        String latex = report("tables.tex");
        assertHarmless(latex);
        assertThat(latex)
                .contains("\\textbackslash{}input\\{e\\}\\%\\$\\#\\&\\textasciitilde{}\\textasciicircum{}")
                .doesNotContain("\\input");
    }

    @Test
    void csvEscapesFormulas() throws IOException {
        String values = report("results.csv");
        assertThat(values).contains("\"'=1+1,").doesNotContainPattern("(^|,|\n)\"?[=+@]");
        Path run = hostileRun();
        String row = Files.readAllLines(run.resolve("exits.csv")).get(1);
        assertThat(row).contains(",\"'=1+1,");
        assertThat(Csv.values(row)).contains(HostilePlugins.NAME);
        assertThat(Files.readString(run.resolve("clients.csv"))).doesNotContainPattern("(^|,|\n)\"?[=+@]");
    }

    @Test
    void recordsKeepNamesUnchanged() throws IOException {
        RunArchive run = RunArchive.read(hostileRun());
        assertThat(run.finalEvaluation().rules().get(0).label()).isEqualTo(HostilePlugins.NAME);
        assertThat(run.summary().rules().get(0).label()).isEqualTo(HostilePlugins.NAME);
        assertThat(run.summary().warnings()).contains(HostilePlugins.LINES);
        assertThat(run.rounds()).allSatisfy(round -> {
            assertThat(round.metrics()).containsKey(HostilePlugins.LINES);
            assertThat(round.failures())
                    .allSatisfy(failure -> assertThat(failure.cause()).contains(HostilePlugins.LINES));
        });
        assertThat(run.rounds().stream().flatMap(round -> round.failures().stream()))
                .isNotEmpty();
        assertThat(run.inputs().classes().classes()).contains(HostilePlugins.LINES + "0");
        for (String line : Files.readAllLines(hostileRun().resolve("rounds.jsonl"))) {
            assertThat(new ObjectMapper().readTree(line).isObject()).isTrue();
        }
    }

    @Test
    void otherCommandsEscapeNames() throws IOException, InterruptedException {
        String run = succeeding(
                "run",
                folder.resolve("base.json").toString(),
                "--set",
                "strategy=hostile-method",
                "--runs-dir",
                folder.resolve("single").toString());
        assertThat(run)
                .contains("warning: =1+1,\"\\u202ex", "client 1 failed", "\\u001b[2J\\u000d\\u000a\\u009b1mz")
                // cell of the table
                .containsPattern("(?m)^=1\\+1,\"\\\\u202ex\\\\u2066.* +\\d+\\.\\d +-?\\d+\\.\\d");
        Path model = hostileRun();
        String[] predict = {
            "predict",
            model.toString(),
            "--client",
            "0",
            "--input",
            folder.resolve("base.json").toString()
        };
        assertThat(succeeding(predict)).contains("\\u202ex");
        List<String> asJson = new ArrayList<>(List.of(predict));
        asJson.add("--json");
        JsonNode prediction = new ObjectMapper().readTree(succeeding(asJson.toArray(String[]::new)));
        assertThat(prediction.at("/0/class-name").textValue()).startsWith(HostilePlugins.LINES);
        assertThat(succeeding("plugins", "list")).contains("\\u202ex");
    }

    @Test
    void unknownKeysAreEscaped() throws IOException {
        Path file = Files.writeString(
                folder.resolve("unknown.json"),
                "{ %s: 1 }".formatted(new ObjectMapper().writeValueAsString(HostilePlugins.LINES)));
        for (CommandLineRun run : List.of(
                CommandLineRun.of("run", file.toString()),
                CommandLineRun.of("compare", "plan", file.toString()),
                CommandLineRun.of("run", file.toString(), "--\u202ex\u001b[2J"))) {
            assertThat(run.status()).isNotZero();
            assertThat(run.err()).contains("\\u202ex", "\\u001b[2J");
            assertHarmless(run.out() + run.err());
        }
    }
}
