package org.exeunt.it.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;

/**
 * Executes every command with one configuration: validate, run, stop and resume, run again, evaluate, predict, verify,
 * export and compare. Either the configuration is refused at the start with an error code, or all commands succeed.
 */
final class CommandSequence {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PluginRegistry REGISTRY = PluginRegistry.load(CommandSequence.class.getClassLoader());
    private static final Set<String> REFUSAL_CATEGORIES = Set.of("CONFIG", "PLUGIN", "DATA");

    private final Path folder;
    private final ObjectNode config;
    private final OptionFixtures fixtures;
    private final Path file;
    private final Path runs;

    /**
     * Writes the configuration to a file.
     *
     * @param folder empty folder for all files
     * @param fixtures provides input files for {@code predict}
     */
    CommandSequence(Path folder, ObjectNode config, OptionFixtures fixtures) throws IOException {
        this.folder = folder;
        this.config = config;
        this.fixtures = fixtures;
        this.file = Files.writeString(folder.resolve("run.json"), config.toPrettyString());
        this.runs = folder.resolve("runs");
    }

    /** Returns the error code if the configuration is refused or training diverges, and otherwise an empty string. */
    String execute() throws IOException {
        CommandLineRun check = CommandLineRun.of("config", "validate", file.toString());
        CommandLineRun run = run();
        if (check.status() != 0) {
            String code = refusal(check);
            assertThat(refusal(run))
                    .as("error code of run, compared with config validate")
                    .isEqualTo(code);
            assertThat(runs).as("directory of a refused run").doesNotExist();
            return code;
        }
        assertThat(check.err()).as("config validate").doesNotContain("not checked against");
        if (run.status() == ErrorCategory.NUMERIC.exitStatus()) {
            String code = code(run);
            assertThat(code(run())).as("error code of the repeated run").isEqualTo(code);
            return code;
        }
        assertSucceeded("run", run);
        Path finished = finished();
        assertThat(finished.resolve("report.html")).isNotEmptyFile();
        Map<String, String> files = RunFiles.of(finished);
        assertSameAfterStops(files);
        CommandLineRun again = run();
        assertSucceeded("run again", again);
        assertThat(again.out()).as("summary of a finished run").isEqualTo(run.out());
        assertThat(again.err()).contains("finished before");
        evaluate(finished);
        predict(finished);
        verify(finished);
        export(finished);
        assertThat(RunFiles.of(finished)).as("files after all commands").isEqualTo(files);
        compare();
        return "";
    }

    private CommandLineRun run() {
        return CommandLineRun.of("run", file.toString(), "--runs-dir", runs.toString());
    }

    private Path finished() throws IOException {
        return ChildRun.finished(runs).orElseThrow(() -> new AssertionError("no finished run in " + runs));
    }

    private static void assertSucceeded(String command, CommandLineRun run) {
        assertThat(run.status()).as("status of %s: %s", command, run.err()).isZero();
        assertThat(run.err()).as("stderr of %s", command).doesNotContain("\tat ", "Exception");
        assertThat(run.out()).as("stdout of %s", command).doesNotContain("NaN", "Infinity");
    }

    private static String code(CommandLineRun run) {
        assertThat(run.err()).doesNotContain("\tat ", "Exception", "INTERNAL-01");
        List<String> codes = run.err()
                .lines()
                .filter(line -> line.matches("[A-Z]+-\\d\\d  .*"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
        assertThat(codes).as("codes in: %s", run.err()).hasSize(1);
        ErrorCategory category = ErrorCategory.valueOf(codes.get(0).replaceFirst("-.*", ""));
        assertThat(run.status()).as("status of %s", codes).isEqualTo(category.exitStatus());
        return codes.get(0);
    }

    private static String refusal(CommandLineRun run) {
        String code = code(run);
        assertThat(run.err()).as("stderr").matches("(?s)(warning: [^\\n]*\\n)*" + code + ".*");
        assertThat(run.out()).isEmpty();
        assertThat(code.replaceFirst("-.*", "")).as("category of a refusal").isIn(REFUSAL_CATEGORIES);
        return code;
    }

    private void assertSameAfterStops(Map<String, String> files) throws IOException {
        RunConfig read = new RunConfigReader(REGISTRY).read(file, List.of()).orThrow();
        int rounds = read.training().rounds();
        Path stopped = folder.resolve("stopped");
        RunOptions options =
                RunOptions.onDisk(Path.of(""), stopped, System::nanoTime).withCheckpoints(Duration.ZERO);
        if (rounds > 1) {
            int last = rounds - 1;
            int[] calls = {-1}; // the first is before the first round
            assertThatThrownBy(() -> Run.execute(read, REGISTRY, options.withStop(() -> ++calls[0] == last)))
                    .isInstanceOf(ExeuntException.class)
                    .extracting(thrown -> ((ExeuntException) thrown).code())
                    .hasToString("STOPPED-01");
        }
        Path resumed = Run.execute(read, REGISTRY, options).directory().orElseThrow();
        assertThat(RunFiles.of(resumed)).as("files of a resumed run").isEqualTo(files);
    }

    private boolean keepsModels() {
        return config.at("/evaluation/save-models").asBoolean(true);
    }

    /** Asserts that a command succeeded, or reported missing models; returns whether models are saved. */
    private boolean checkNeedsModels(String command, CommandLineRun run) {
        if (keepsModels()) {
            assertSucceeded(command, run);
        } else {
            assertThat(refusal(run)).as(command + " without models").isEqualTo("DATA-24");
        }
        return keepsModels();
    }

    private void evaluate(Path finished) throws IOException {
        CommandLineRun evaluated = CommandLineRun.of("evaluate", finished.toString(), "--json");
        if (checkNeedsModels("evaluate", evaluated)) {
            JsonNode summary = JSON.readTree(finished.resolve("summary.json").toFile());
            assertThat(lastEvaluation(evaluated.json())).as("evaluate").isEqualTo(lastEvaluation(summary));
        }
        checkNeedsModels(
                "evaluate --policy", CommandLineRun.of("evaluate", finished.toString(), "--policy", "entropy"));
    }

    /** Returns the parts of a summary that depend only on the last evaluation. */
    private static JsonNode lastEvaluation(JsonNode summary) {
        ObjectNode last = summary.deepCopy();
        last.remove(List.of("last-evaluations", "best-on-test", "warnings"));
        if (last.has("new-clients")) {
            last.withObjectProperty("new-clients").remove("last-evaluations");
        }
        return last;
    }

    /** Returns the first client that was evaluated; 0 if models are not saved. */
    private static String client(Path finished) throws IOException {
        Path models = finished.resolve("models");
        if (Files.notExists(models)) {
            return "0";
        }
        try (Stream<Path> files = Files.list(models)) {
            return files.map(file -> file.getFileName().toString().replaceAll("\\D", ""))
                    .min(Comparator.comparingInt(Integer::parseInt))
                    .orElseThrow();
        }
    }

    private void predict(Path finished) throws IOException {
        Path input = fixtures.input(config.at("/dataset/type").asText());
        CommandLineRun predicted = CommandLineRun.of(
                "predict", finished.toString(), "--client", client(finished), "--input", input.toString());
        if (checkNeedsModels("predict", predicted)) {
            assertThat(predicted.out()).contains(input.toString(), "at exit ");
        }
    }

    private static void verify(Path finished) {
        CommandLineRun verified = CommandLineRun.of("verify", finished.toString());
        assertSucceeded("verify", verified);
        assertThat(verified.out()).contains("bit for bit");
    }

    private void export(Path finished) throws IOException {
        Path model = folder.resolve("exported.zip");
        CommandLineRun exported = CommandLineRun.of(
                "export", finished.toString(), "--client", client(finished), "--output", model.toString());
        if (exported.status() == 0) {
            assertThat(model).isNotEmptyFile();
        } else {
            assertThat(refusal(exported)).isIn(keepsModels() ? List.of("CONFIG-70") : List.of("CONFIG-70", "DATA-24"));
            assertThat(model).doesNotExist();
        }
    }

    /** Compares the configuration with two others at other learning rates, named like the control methods. */
    private void compare() throws IOException {
        Path comparison = Files.writeString(
                folder.resolve("compare.json"),
                """
                {
                  "name": "compared", "base": "run.json", "seeds": [%s],
                  "methods": {
                    "sampled": {},
                    "local": { "training.optimizer.learning-rate": 0.011 },
                    "fedavg": { "training.optimizer.learning-rate": 0.012 }
                  }
                }
                """
                        .formatted(config.get("seed")));
        CommandLineRun compared = compare("run", comparison, "report");
        if (compared.status() != 0) { // a run may diverge with another learning rate
            assertThat(code(compared)).isEqualTo("RESOURCE-60");
            assertThat(compared.err().lines().filter(line -> line.matches("  (sampled|local|fedavg), seed .*")))
                    .as("failed runs")
                    .isNotEmpty()
                    .allMatch(line -> line.matches("  (local|fedavg), seed \\S+: NUMERIC-\\d\\d  .*"));
            return;
        }
        assertSucceeded("compare run", compared);
        CommandLineRun plan =
                CommandLineRun.of("compare", "plan", comparison.toString(), "--runs-dir", runs.toString());
        assertThat(plan.out()).as("compare plan").contains("3 runs, 3 finished, 0 to do");
        assertSucceeded("compare report", compare("report", comparison, "report-again"));
        Map<String, String> report = report("report");
        assertThat(report)
                .containsOnlyKeys(
                        "report.html",
                        "report.md",
                        "tables.tex",
                        "results.csv",
                        "curves.csv",
                        "rules.csv",
                        "savings.csv");
        assertThat(report("report-again")).as("repeated report").isEqualTo(report);
    }

    private CommandLineRun compare(String subcommand, Path comparison, String report) {
        return CommandLineRun.of(
                "compare",
                subcommand,
                comparison.toString(),
                "--runs-dir",
                runs.toString(),
                "--report",
                folder.resolve(report).toString());
    }

    private Map<String, String> report(String name) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> list = Files.list(folder.resolve(name))) {
            list.forEach(files::add);
        }
        Map<String, String> contents = new TreeMap<>();
        for (Path each : files) {
            contents.put(each.getFileName().toString(), Files.readString(each));
        }
        return contents;
    }
}
