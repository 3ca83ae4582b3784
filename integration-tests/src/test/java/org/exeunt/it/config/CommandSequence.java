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
 * A configuration taken through every command: checked, run, stopped and resumed, run again, evaluated, asked, repeated,
 * exported, compared. It is refused before anything happens, by a code, or all of them serve it.
 */
final class CommandSequence {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PluginRegistry REGISTRY = PluginRegistry.load(CommandSequence.class.getClassLoader());
    private static final Set<String> REFUSED = Set.of("CONFIG", "PLUGIN", "DATA");

    private final Path folder;
    private final ObjectNode config;
    private final OptionFixtures samples;
    private final Path file;
    private final Path runs;

    /**
     * Prepares it.
     *
     * @param folder empty; everything is written into it
     * @param samples with what models are asked about
     */
    CommandSequence(Path folder, ObjectNode config, OptionFixtures samples) throws IOException {
        this.folder = folder;
        this.config = config;
        this.samples = samples;
        this.file = Files.writeString(folder.resolve("run.json"), config.toPrettyString());
        this.runs = folder.resolve("runs");
    }

    /** Returns the code of the refusal or of the failure that the seed asks for; empty if the run came to its end. */
    String walk() throws IOException {
        CommandLineRun check = CommandLineRun.of("config", "validate", file.toString());
        CommandLineRun run = run();
        if (check.status() != 0) {
            String code = refusal(check);
            assertThat(refusal(run)).as("code of run, as of config validate").isEqualTo(code);
            assertThat(runs).as("left by a run that was refused").doesNotExist();
            return code;
        }
        assertThat(check.err()).as("config validate").doesNotContain("not held against");
        if (run.status() == ErrorCategory.NUMERIC.exitStatus()) {
            String code = code(run);
            assertThat(code(run())).as("code of the same run once more").isEqualTo(code);
            return code;
        }
        assertServes("run", run);
        Path finished = finished();
        assertThat(finished.resolve("report.html")).isNotEmptyFile();
        Map<String, String> files = RunFiles.of(finished);
        comesToTheSameAfterAStop(files);
        CommandLineRun again = run();
        assertServes("run again", again);
        assertThat(again.out()).as("table of a run that was finished before").isEqualTo(run.out());
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

    private static void assertServes(String command, CommandLineRun run) {
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
        assertThat(run.err()).as("only a refusal").startsWith(code);
        assertThat(run.out()).isEmpty();
        assertThat(code.replaceFirst("-.*", "")).as("category of a refusal").isIn(REFUSED);
        return code;
    }

    private void comesToTheSameAfterAStop(Map<String, String> files) throws IOException {
        RunConfig read = new RunConfigReader(REGISTRY).read(file, List.of()).orThrow();
        int rounds = read.training().rounds();
        Path others = folder.resolve("stopped");
        RunOptions setting =
                RunOptions.onDisk(Path.of(""), others, System::nanoTime).withCheckpoints(Duration.ZERO);
        if (rounds > 1) {
            int last = rounds - 1;
            int[] asked = {0};
            assertThatThrownBy(() -> Run.execute(read, REGISTRY, setting.withStop(() -> ++asked[0] == last)))
                    .isInstanceOf(ExeuntException.class)
                    .extracting(stopped -> ((ExeuntException) stopped).code())
                    .hasToString("STOPPED-01");
        }
        Path resumed = Run.execute(read, REGISTRY, setting).directory().orElseThrow();
        assertThat(RunFiles.of(resumed)).as("files after a stop in every round").isEqualTo(files);
    }

    private boolean keepsModels() {
        return config.at("/evaluation/save-models").asBoolean(true);
    }

    /** Runs a command that needs the models, and returns whether they were there. */
    private boolean served(String command, CommandLineRun run) {
        if (keepsModels()) {
            assertServes(command, run);
        } else {
            assertThat(refusal(run)).as(command + " without models").isEqualTo("DATA-24");
        }
        return keepsModels();
    }

    private void evaluate(Path finished) throws IOException {
        CommandLineRun evaluated = CommandLineRun.of("evaluate", finished.toString(), "--json");
        if (served("evaluate", evaluated)) {
            JsonNode summary = JSON.readTree(finished.resolve("summary.json").toFile());
            assertThat(lastEvaluation(evaluated.json())).as("evaluate").isEqualTo(lastEvaluation(summary));
        }
        served("evaluate --policy", CommandLineRun.of("evaluate", finished.toString(), "--policy", "entropy"));
    }

    /** Returns what a summary has of the last evaluation alone. */
    private static JsonNode lastEvaluation(JsonNode summary) {
        ObjectNode last = summary.deepCopy();
        last.remove(List.of("last-evaluations", "best-on-test", "warnings"));
        if (last.has("new-clients")) {
            last.withObjectProperty("new-clients").remove("last-evaluations");
        }
        return last;
    }

    private void predict(Path finished) {
        Path input = samples.input(config.at("/dataset/type").asText());
        CommandLineRun predicted =
                CommandLineRun.of("predict", finished.toString(), "--client", "0", "--input", input.toString());
        if (served("predict", predicted)) {
            assertThat(predicted.out()).contains(input.toString(), "at exit ");
        }
    }

    private static void verify(Path finished) {
        CommandLineRun verified = CommandLineRun.of("verify", finished.toString());
        assertServes("verify", verified);
        assertThat(verified.out()).contains("bit for bit");
    }

    private void export(Path finished) {
        Path model = folder.resolve("exported.zip");
        CommandLineRun exported =
                CommandLineRun.of("export", finished.toString(), "--client", "0", "--output", model.toString());
        if (exported.status() == 0) {
            assertThat(model).isNotEmptyFile();
        } else {
            assertThat(refusal(exported)).isIn(keepsModels() ? List.of("CONFIG-70") : List.of("CONFIG-70", "DATA-24"));
            assertThat(model).doesNotExist();
        }
    }

    /** The configuration as it is, and at two other learning rates in the place of the controls. */
    private void compare() throws IOException {
        Path comparison = Files.writeString(
                folder.resolve("compare.json"),
                """
                {
                  "name": "compared", "base": "run.json", "seeds": [%s],
                  "methods": {
                    "drawn": {},
                    "local": { "training.optimizer.learning-rate": 0.011 },
                    "fedavg": { "training.optimizer.learning-rate": 0.012 }
                  }
                }
                """
                        .formatted(config.get("seed")));
        CommandLineRun compared = compare("run", comparison, "report");
        if (compared.status() != 0) { // with another learning rate a run may diverge
            assertThat(code(compared)).isEqualTo("RESOURCE-60");
            assertThat(compared.err().lines().filter(line -> line.matches("  (drawn|local|fedavg), seed .*")))
                    .as("runs that failed")
                    .isNotEmpty()
                    .allMatch(line -> line.matches("  (local|fedavg), seed \\S+: NUMERIC-\\d\\d  .*"));
            return;
        }
        assertServes("compare run", compared);
        CommandLineRun plan =
                CommandLineRun.of("compare", "plan", comparison.toString(), "--runs-dir", runs.toString());
        assertThat(plan.out()).as("compare plan").contains("3 runs, 3 finished, 0 to do");
        assertServes("compare report", compare("report", comparison, "report-again"));
        Map<String, String> report = report("report");
        assertThat(report).containsOnlyKeys("report.html", "report.md", "tables.tex", "results.csv");
        assertThat(report("report-again")).as("report once more").isEqualTo(report);
    }

    private CommandLineRun compare(String what, Path comparison, String report) {
        return CommandLineRun.of(
                "compare",
                what,
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
