package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.ExperimentRun;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.ResolvedConfig;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.it.support.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code examples}, and every configuration and comparison under {@code examples} and {@code docs/results}. */
class ExamplesCommandTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @TempDir
    Path folder;

    private static List<String> files() throws IOException {
        try (Stream<Path> found = Files.walk(EXAMPLES, 2)) {
            return found.map(path -> EXAMPLES.relativize(path).toString().replace('\\', '/'))
                    .filter(name -> name.matches("((checks|devices|modalities|own-data|subnetworks)/)?[\\w-]+\\.json"))
                    .map(name -> name.replace(".json", ""))
                    .toList();
        }
    }

    @Test
    void everyExampleIsListedWithSentenceAndTime() throws IOException {
        JsonNode rows = CommandLineRun.succeeding("examples list --json").json();
        assertThat(rows)
                .extracting(row -> row.get("name").textValue())
                .containsExactlyInAnyOrderElementsOf(files())
                .contains("quickstart", "compare-cifar10", "checks/skew");
        for (JsonNode row : rows) {
            assertThat(row.get("sentence").textValue()).hasSizeGreaterThan(20).doesNotContain("|", "`");
            assertThat(row.get("time").textValue()).matches("\\d+ (s|min)");
            assertThat(row.get("dataset").textValue()).isNotEmpty();
        }
        assertThat(CommandLineRun.succeeding("examples list").out().lines()).hasSize(rows.size() + 1);
    }

    @Test
    void copyIsTheExample() {
        for (String name : List.of("quickstart", "checks/skew", "skew.json")) {
            Path copy = folder.resolve(name.replace("/", "-") + ".copy");
            CommandLineRun run = CommandLineRun.succeeding("examples copy %s --output %s", name, copy);
            assertThat(run.out().strip()).isEqualTo(copy.toString());
            String file = name.contains("skew") ? "checks/skew.json" : name + ".json";
            assertThat(copy).hasSameBinaryContentAs(EXAMPLES.resolve(file));
        }
        assertThat(CommandLineRun.succeeding("config validate %s", folder.resolve("quickstart.copy"))
                        .out())
                .contains("valid");
    }

    @Test
    void ownDataAreCopiedAndNamed() throws IOException {
        for (String name : List.of("image-folder", "csv", "text", "arrays")) {
            Path copy = folder.resolve(name + "/mine.json");
            CommandLineRun run = CommandLineRun.succeeding("examples copy own-data/%s --output %s", name, copy);
            assertThat(run.err()).contains("exeunt run " + copy).doesNotContain("fetch");
            CommandLineRun checked = CommandLineRun.succeeding("config validate %s", copy);
            assertThat(checked.out()).contains("valid");
            assertThat(checked.err()).doesNotContain("DATA-10");
        }
        assertThat(folder.resolve("csv/trees.csv")).hasSameBinaryContentAs(EXAMPLES.resolve("own-data/trees.csv"));
        String picture = "pictures/dilip/cross/10.png";
        assertThat(folder.resolve("image-folder/" + picture))
                .hasSameBinaryContentAs(EXAMPLES.resolve("own-data/" + picture));

        Path table = Files.writeString(folder.resolve("csv/trees.csv"), "mine");
        CommandLineRun again =
                CommandLineRun.succeeding("examples copy csv --output %s", folder.resolve("csv/again.json"));
        assertThat(again.err()).contains("kept as it is: " + table);
        assertThat(table).hasContent("mine");
    }

    @Test
    void comparisonIsCopiedWithItsBase() throws IOException {
        Path copy = folder.resolve("mine.json");
        CommandLineRun run = CommandLineRun.succeeding("examples copy compare-quickstart --output %s", copy);
        assertThat(run.err()).contains("exeunt compare run " + copy);
        CommandLineRun.succeeding("compare plan %s --runs-dir %s", copy, folder.resolve("runs"));

        CommandLineRun.succeeding("examples copy compare-widths-ucihar --output %s", folder.resolve("widths.json"));
        assertThat(folder.resolve("widths-ucihar.json"))
                .hasSameBinaryContentAs(EXAMPLES.resolve("subnetworks/widths-ucihar.json"));

        Files.writeString(folder.resolve("quickstart.json"), "{}");
        CommandLineRun again =
                CommandLineRun.succeeding("examples copy compare-quickstart --output %s", folder.resolve("b.json"));
        assertThat(again.err()).contains("kept as it is: " + folder.resolve("quickstart.json"));
        assertThat(folder.resolve("quickstart.json")).hasContent("{}");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("x.json"), "mine");
        CommandLineRun.of("examples copy mnist --output %s", file)
                .assertRefused(2, "CONFIG", "CONFIG-07", "exists already");
        assertThat(file).hasContent("mine");
    }

    @Test
    void unknownExampleGetsASuggestion() {
        CommandLineRun.of("examples copy skwe").assertRefused(2, "CONFIG", "CONFIG-14", "did you mean 'skew'?");
        CommandLineRun.of("examples copy ../pom").assertRefused(2, "CONFIG", "CONFIG-14", "quickstart");
    }

    private static final Path DEVICES = EXAMPLES.resolve("devices");
    private static final Path MODALITIES = EXAMPLES.resolve("modalities");
    private static final Path SUBNETWORKS = EXAMPLES.resolve("subnetworks");
    private static final Path RESULTS = Path.of("..", "docs", "results");

    static List<Path> examples() throws IOException {
        List<Path> examples = new ArrayList<>();
        for (Path folder : List.of(EXAMPLES, DEVICES, MODALITIES, SUBNETWORKS)) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> here = files.filter(file -> file.toString().endsWith(".json"))
                        .filter(file -> !file.getFileName().toString().startsWith("compare-"))
                        .filter(file -> !isOfProfile(file))
                        .sorted()
                        .toList();
                assertThat(here).isNotEmpty();
                examples.addAll(here);
            }
        }
        return examples;
    }

    /** Returns whether an example needs the module of the profile pretrained. */
    private static boolean isOfProfile(Path example) {
        return example.getFileName().toString().contains("pretrained");
    }

    static List<Path> comparisons() throws IOException {
        List<Path> comparisons = new ArrayList<>();
        for (Path folder : List.of(EXAMPLES, DEVICES, MODALITIES, SUBNETWORKS, RESULTS)) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> here = files.filter(
                                file -> file.getFileName().toString().matches("compare-.*\\.json"))
                        .filter(file -> !isOfProfile(file))
                        .sorted()
                        .toList();
                assertThat(here).isNotEmpty();
                comparisons.addAll(here);
            }
        }
        return comparisons;
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void everyComparisonExampleIsValid(Path example) {
        Comparison comparison = Comparison.read(example);
        RunConfigReader reader = new RunConfigReader(PluginRegistry.load(ExamplesCommandTest.class.getClassLoader()));
        assertThat(comparison.methods()).containsKeys("local", "fedavg");
        Set<Long> firstSeeds = Stream.of(comparison.tuningRuns(), comparison.runs(List.of()))
                .flatMap(runs -> runs.stream().limit(1))
                .map(ExperimentRun::seed)
                .collect(Collectors.toSet());
        List<ExperimentRun> runs = Stream.concat(comparison.tuningRuns().stream(), comparison.runs(List.of()).stream())
                .filter(run -> firstSeeds.contains(run.seed()))
                .toList();
        Set<String> data = new TreeSet<>();
        assertThat(runs)
                .isNotEmpty()
                .allSatisfy(run -> data.add(run.setting()
                        + data(reader.read(comparison.base(), run.overrides()).orThrow())));
        assertThat(data)
                .as("data of each setting")
                .hasSameSizeAs(comparison.settings().keySet());
    }

    private static Map<String, String> data(RunConfig config) {
        Map<String, String> data = new TreeMap<>(ResolvedConfig.of(config).values());
        data.keySet().removeIf(key -> ResolvedConfig.affects(key) != Affects.DATA);
        assertThat(data).isNotEmpty();
        return data;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsValid(Path example) {
        assertThat(CommandLineRun.succeeding("config validate %s --json", example)
                        .json()
                        .get("valid")
                        .booleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void explainCoversEverySectionOfAnExample(Path example) {
        Map<String, JsonNode> explained = ConfigCommandTest.explain(example);

        for (String section : ConfigCommandTest.SECTIONS) {
            assertThat(explained.keySet())
                    .as("explained keys")
                    .anyMatch(key -> key.equals(section) || key.startsWith(section + "."));
        }
        for (JsonNode key : explained.values()) {
            assertThat(key.get("sentence").textValue()).as("%s", key).isNotBlank();
            assertThat(key.get("allowed").textValue()).as("%s", key).isNotBlank();
        }
    }
}
