package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.ComparisonReader;
import org.exeunt.app.compare.Variant;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands beside {@code run} say, and what they make of the examples. */
class CommandsTest {
    private static final Path EXAMPLES = Path.of("..", "examples");
    private static final List<String> SECTIONS = List.of(
            "name",
            "seed",
            "dataset",
            "partition",
            "network",
            "strategy",
            "coordination",
            "sampling",
            "training",
            "evaluation",
            "engine",
            "executor",
            "client-state-storage",
            "trackers");

    @TempDir
    Path folder;

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            List<Path> examples = files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.getFileName().toString().startsWith("compare-"))
                    .sorted()
                    .toList();
            assertThat(examples).hasSizeGreaterThan(1);
            return examples;
        }
    }

    static List<Path> comparisons() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            List<Path> comparisons = files.filter(
                            file -> file.getFileName().toString().matches("compare-.*\\.json"))
                    .sorted()
                    .toList();
            assertThat(comparisons).isNotEmpty();
            return comparisons;
        }
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void everyComparisonExampleIsValid(Path example) {
        Comparison comparison = ComparisonReader.read(example);
        RunConfigReader reader = new RunConfigReader(PluginRegistry.load(CommandsTest.class.getClassLoader()));
        assertThat(comparison.methods())
                .extracting(Variant::name)
                .contains("local", "fedavg", "cafedistill")
                .doesNotHaveDuplicates();
        assertThat(comparison.cells(List.of())).isNotEmpty().allSatisfy(cell -> assertThat(
                        reader.read(comparison.base(), cell.overrides()).problems())
                .as("%s", cell)
                .isEmpty());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsValid(Path example) {
        assertThat(CommandLineRun.succeeding("config", "validate", example.toString())
                        .out())
                .contains(example.toString(), "valid");
        assertThat(CommandLineRun.succeeding("config", "validate", example.toString(), "--json")
                        .json()
                        .get("valid")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void validateChecksConfigurationAgainstData() {
        String small = FinishedRun.small().toString();
        CommandLineRun misfit = CommandLineRun.of(
                "config", "validate", small, "--set", "training.participation=0.01", "--set", "partition=natural");
        assertThat(misfit.status()).isEqualTo(ErrorCategory.CONFIG.exitStatus());
        assertThat(misfit.err()).contains("CONFIG-32", "natural");
        assertThat(CommandLineRun.of("config", "validate", small, "--set", "training.participation=0.01")
                        .err())
                .contains("CONFIG-20", "less than one client", "give at least 0.25");
    }

    @Test
    void validateAsJsonListsEveryProblem() {
        CommandLineRun run = CommandLineRun.of(
                "config",
                "validate",
                FinishedRun.small().toString(),
                "--json",
                "--set",
                "training.rounds=0",
                "--set",
                "training.participaton=1");
        assertThat(run.status()).isEqualTo(ErrorCategory.CONFIG.exitStatus());
        assertThat(run.err()).startsWith("CONFIG-01  ");
        JsonNode verdict = run.json();
        assertThat(verdict.get("file").textValue())
                .isEqualTo(FinishedRun.small().toString());
        assertThat(verdict.get("valid").booleanValue()).isFalse();
        assertThat(verdict.get("problems"))
                .extracting(problem -> problem.get("key").textValue())
                .containsExactlyInAnyOrder("training.rounds", "training.participaton");
        assertThat(verdict.at("/problems"))
                .extracting(problem -> problem.get("code").textValue())
                .containsOnly("CONFIG-01");
    }

    @Test
    void validateAsJsonReportsAnUnreadableFile() {
        String nowhere = folder.resolve("nowhere.json").toString();
        CommandLineRun run = CommandLineRun.of("config", "validate", nowhere, "--json");
        assertThat(run.status()).isEqualTo(ErrorCategory.CONFIG.exitStatus());
        assertThat(run.json().get("file").textValue()).isEqualTo(nowhere);
        assertThat(run.json().at("/problems/0/code").textValue()).isEqualTo("CONFIG-03");
    }

    /** Standard output has JSON where a command's answer is a verdict, and otherwise nothing: a failure has no answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run FILE --json --set training.rounds=0",
                "config explain FILE --json --set training.rounds=0",
                "datasets inspect FILE --json --set training.rounds=0",
                "compare plan FILE --json",
                "evaluate nowhere --json",
                "predict nowhere --client 0 --input x.png --json",
                "plugins show strategy nowhere --json"
            })
    void failingCommandsPrintNoJson(String line) {
        CommandLineRun run = CommandLineRun.of(
                line.replace("FILE", FinishedRun.small().toString()).split(" "));
        assertThat(run.status()).isNotZero();
        assertThat(run.err()).matches("(?s)[A-Z]+-\\d\\d  .*");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void wrongKindOfFileIsReportedInOneLine() {
        String comparison = EXAMPLES.resolve("compare-quickstart.json").toString();
        for (String command : List.of("run", "config validate", "config explain")) {
            String[] words = (command + " " + comparison).split(" ");
            CommandLineRun.of(words).assertRefused(2, "CONFIG", "CONFIG-08  ", "exeunt compare run " + comparison);
            assertThat(CommandLineRun.of(words).err().lines()).hasSize(1);
        }
        String run = FinishedRun.small().toString();
        for (String command : List.of("run", "plan", "report")) {
            CommandLineRun refused = CommandLineRun.of("compare", command, run);
            refused.assertRefused(2, "CONFIG", "CONFIG-08  ", "exeunt run " + run);
            assertThat(refused.err().lines()).hasSize(1);
        }
    }

    @Test
    void originOfDeviceIsItsOwnOption() {
        String[] device = {"--device", "cpu", "--set", "training.rounds=7"};
        assertOrigin(explain(FinishedRun.small(), device), "engine.device", "cpu", "--device");
        assertOrigin(explain(FinishedRun.small(), device), "training.rounds", "7", "--set");
        assertOrigin(explain(FinishedRun.small(), "--set", "engine.device=cpu"), "engine.device", "cpu", "--set");
        CommandLineRun.of("run", FinishedRun.small().toString(), "--device", "gpux", "--set", "training.rounds=0")
                .assertRefused(2, "CONFIG", "engine.device = \"gpux\" (--device)", "training.rounds = 0 (--set)");
    }

    @Test
    void validateWithoutDataReportsSkippedChecks() {
        CommandLineRun run = CommandLineRun.succeeding(
                "config",
                "validate",
                FinishedRun.small().toString(),
                "--set",
                "dataset={\"type\":\"cifar10\",\"dir\":\"nowhere\"}");
        assertThat(run.out()).contains("valid");
        assertThat(run.err()).contains("not held against its data", "DATA-10", "nowhere", "datasets fetch");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void explainCoversEverySectionOfAnExample(Path example) {
        Map<String, JsonNode> explained = explain(example);

        for (String section : SECTIONS) {
            assertThat(explained.keySet())
                    .as("explained keys")
                    .anyMatch(key -> key.equals(section) || key.startsWith(section + "."));
        }
        for (JsonNode key : explained.values()) {
            assertThat(key.get("sentence").textValue()).as("%s", key).isNotBlank();
            assertThat(key.get("allowed").textValue()).as("%s", key).isNotBlank();
        }
    }

    @Test
    void explainPrintsValueOriginAndDescription() {
        String explanation = CommandLineRun.succeeding(
                        "config", "explain", FinishedRun.small().toString(), "--set", "training.rounds=7")
                .out();

        assertThat(explanation)
                .contains("training.rounds = 7  (--set)", "Number of rounds", "training.batch-size = 16  (file)")
                .contains("training.local-epochs = 1  (default)");
    }

    @Test
    void explainReportsOriginOfEveryValue() {
        Map<String, JsonNode> explained = explain(
                FinishedRun.small(), "--set", "training.rounds=7", "--set", "strategy.loss.exit-weights=linear");

        assertOrigin(explained, "training.rounds", "7", "--set");
        assertOrigin(explained, "strategy.loss.exit-weights", "linear", "--set");
        assertOrigin(explained, "training.batch-size", "16", "file");
        assertOrigin(explained, "training.participation", "1.0", "default");
    }

    @Test
    void explainMarksValuesOfThePreset() {
        Map<String, JsonNode> explained = explain(
                FinishedRun.small(),
                "--set",
                "strategy={\"type\": \"cafedistill\", \"preset\": \"reference\", \"warmup\": \"last-only\"}");

        assertOrigin(explained, "strategy.teacher-mode", "overwrite-last", "preset");
        assertOrigin(explained, "strategy.student-cross-entropy", "all-but-deepest", "preset");
        assertOrigin(explained, "strategy.warmup", "last-only", "--set");
        assertOrigin(explained, "strategy.similarity-vector", "last-head-delta", "default");
    }

    @Test
    void referencePresetIsResolvedInRunConfig() {
        FinishedRun run = FinishedRun.ofSmall(
                folder.resolve("runs"), "strategy={\"type\": \"cafedistill\", \"preset\": \"reference\"}");

        JsonNode config = run.json("config.json");
        JsonNode strategy = config.get("strategy");
        assertThat(strategy.get("teacher-mode").textValue()).isEqualTo("overwrite-last");
        assertThat(strategy.get("warmup").textValue()).isEqualTo("distill-first");
        assertThat(strategy.get("student-cross-entropy").textValue()).isEqualTo("all-but-deepest");
        assertThat(strategy.get("similarity-vector").textValue()).isEqualTo("last-head-delta");
        assertThat(strategy.get("cross-entropy-scale").textValue()).isEqualTo("mean");
        assertThat(strategy.get("teacher-pool").textValue()).isEqualTo("sampled");
        JsonNode coordination = config.get("coordination");
        assertThat(coordination.get("type").textValue()).isEqualTo("least-conflict");
        assertThat(coordination.get("round-base").intValue()).isZero();
        assertThat(coordination.get("conflict-feedback").booleanValue()).isTrue();
    }

    @Test
    void resolvedConfigurationIdentifiesTheSameRun() {
        FinishedRun run = FinishedRun.ofSmall(folder.resolve("runs"), "training.rounds=1");
        Path resolved = run.directory().resolve("config.json");

        assertThat(explain(resolved).values())
                .filteredOn(key -> key.get("origin").textValue().equals("default"))
                .filteredOn(key -> !key.get("value").isNull())
                .as("keys left to defaults, but for optional ones that are absent")
                .isEmpty();
        CommandLineRun again = CommandLineRun.succeeding(
                "run", resolved.toString(), "--runs-dir", folder.resolve("runs").toString());
        assertThat(again.err()).contains("finished before");
    }

    @Test
    void schemaIsJsonAndNamesEverySection() {
        JsonNode schema = CommandLineRun.succeeding("config", "schema").json();

        assertThat(schema.get("$schema").textValue()).startsWith("https://json-schema.org/");
        assertThat(schema.get("properties").fieldNames()).toIterable().containsAll(SECTIONS);
        assertThat(schema.toString())
                .contains("cafedistill", "progressive-depth", "convnet", "dirichlet", "confidence");
    }

    @Test
    void doctorReportsComputeLibraries() {
        CommandLineRun run = CommandLineRun.succeeding("doctor");
        assertThat(run.out()).contains("java", "machine", "engine dl4j", "plugins");

        JsonNode diagnoses = CommandLineRun.succeeding("doctor", "--json").json();
        assertThat(diagnoses)
                .filteredOn(each -> each.get("about").textValue().equals("engine dl4j"))
                .extracting(each -> each.get("sentence").textValue())
                .anyMatch(sentence -> sentence.contains("oneDNN"));
    }

    @Test
    void pluginIsShownWithItsOptions() {
        assertThat(CommandLineRun.succeeding("plugins", "show", "strategy", "cafedistill")
                        .out())
                .contains("strategy cafedistill", "teacher-mode = \"frozen-separate\"", "lambda = 1.0", "at most 100");
    }

    @Test
    void pluginsOfEveryKindAreListed() {
        assertThat(CommandLineRun.succeeding("plugins", "list").out())
                .contains("fedavg", "local", "cafedistill", "fedper", "shapes", "cifar10", "dirichlet", "iid", "file")
                .contains("convnet", "mlp", "linear", "dl4j", "all-exits", "progressive-depth", "least-conflict")
                .contains("simplex-closed-form", "ojalgo-qp", "confidence", "entropy", "margin", "patience")
                .contains("source: Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015", "options: preset, lambda, mu");
    }

    @Test
    void everyPublishedMethodCitesItsPaper() {
        PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader());

        assertThat(registry.plugins(Strategy.class))
                .filteredOn(plugin -> plugin.plugin().getClass().getName().startsWith("org.exeunt."))
                .filteredOn(plugin -> !plugin.id().equals("local"))
                .isNotEmpty()
                .allSatisfy(plugin -> assertThat(plugin.source())
                        .as("@Source of strategy '%s'", plugin.id())
                        .isPresent());
    }

    @Test
    void summaryAsJsonEqualsTheSummaryFile() {
        FinishedRun run =
                FinishedRun.of(FinishedRun.small(), folder.resolve("runs"), List.of("--json"), "training.rounds=1");

        assertThat(run.command().json()).isEqualTo(run.json("summary.json"));
    }

    @ParameterizedTest
    @CsvSource({
        "fly, 'fly', exeunt",
        "run, CONFIG, exeunt run",
        "config fly, 'fly', exeunt config",
        "config, subcommand, exeunt config",
        "doctor --fast, '--fast', exeunt doctor",
        "run x.json --colour, '--colour', exeunt run",
        "run x.json --checkpoint-interval soon, 'soon', exeunt run",
        "plugins show strategy, ID, exeunt plugins show",
        "compare run x.json --jobs two, 'two', exeunt compare run"
    })
    void invalidCommandLineIsReportedInOneLine(String line, String found, String command) {
        CommandLineRun run = CommandLineRun.of(line.split(" "));

        run.assertRefused(2, "CONFIG", "CONFIG-09  ", found, "See '" + command + " --help'.");
        assertThat(run.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "rum x.json, run",
        "compare pln x.json, plan",
        "run x.json --wach, --watch",
        "run x.json --otu=runs, --runs-dir",
        "datasets fetch cifar10 --sha265 00, --sha256"
    })
    void misspeltNamesGetASuggestion(String line, String meant) {
        assertThat(CommandLineRun.of(line.split(" ")).err()).contains("Did you mean '" + meant + "'?");
    }

    @Test
    void unknownKindOrPluginIsReported() {
        CommandLineRun.of("plugins", "show", "stratgy", "fedavg").assertRefused(2, "CONFIG", "'stratgy'", "strategy");
        CommandLineRun.of("plugins", "show", "strategy", "fedavgg")
                .assertRefused(3, "PLUGIN", "'fedavgg'", "Did you mean 'fedavg'?");
    }

    private static Map<String, JsonNode> explain(Path file, String... settings) {
        String[] arguments = Stream.concat(
                        Stream.of("config", "explain", file.toString(), "--json"), Stream.of(settings))
                .toArray(String[]::new);
        Map<String, JsonNode> keys = new TreeMap<>();
        for (JsonNode key : CommandLineRun.succeeding(arguments).json()) {
            keys.put(key.get("key").textValue(), key);
        }
        return keys;
    }

    private static void assertOrigin(Map<String, JsonNode> explained, String key, String value, String origin) {
        assertThat(explained).containsKey(key);
        assertThat(explained.get(key).get("value").textValue().replace("\"", ""))
                .as(key)
                .isEqualTo(value);
        assertThat(explained.get(key).get("origin").textValue()).as(key).isEqualTo(origin);
    }

    /** Once where an option is refused, once where an address is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "config validate CONFIG --set trackers=[{\"type\":\"mlflow\",\"uri\":\"ADDRESS\"}]",
                "run CONFIG --set trackers=[{\"type\":\"mlflow\",\"uri\":\"ADDRESS?x\"}]",
                "datasets fetch cifar10 --mirror ADDRESS/x.tar.gz --dir FOLDER",
                "datasets fetch mnist --mirror ADDRESS --dir FOLDER"
            })
    void passwordsAreNeverShown(String command) throws IOException {
        Path config = Files.writeString(folder.resolve("toy.json"), ToyRun.file("fedavg"));
        for (String address : List.of("http://user:hunter2@127.0.0.1:1", "http://hunter2@" + "h".repeat(60))) {
            CommandLineRun run = CommandLineRun.of((command + " --stacktrace")
                    .replace("CONFIG", config.toString())
                    .replace("FOLDER", folder.toString())
                    .replace("ADDRESS", address)
                    .split(" "));
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.out() + run.err()).contains("(hidden)").doesNotContain("hunter2");
        }
    }
}
