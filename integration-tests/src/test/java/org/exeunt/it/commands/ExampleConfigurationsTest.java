package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.ComparisonReader;
import org.exeunt.app.compare.ExperimentRun;
import org.exeunt.config.ResolvedConfig;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every configuration under {@code examples} is valid, and all its sections are explained; so is every comparison there
 * and under {@code docs/results}.
 */
class ExampleConfigurationsTest {
    private static final Path EXAMPLES = Path.of("..", "examples");
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
                        .sorted()
                        .toList();
                assertThat(here).isNotEmpty();
                examples.addAll(here);
            }
        }
        return examples;
    }

    static List<Path> comparisons() throws IOException {
        List<Path> comparisons = new ArrayList<>();
        for (Path folder : List.of(EXAMPLES, DEVICES, MODALITIES, SUBNETWORKS, RESULTS)) {
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> here = files.filter(
                                file -> file.getFileName().toString().matches("compare-.*\\.json"))
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
        Comparison comparison = ComparisonReader.read(example);
        RunConfigReader reader =
                new RunConfigReader(PluginRegistry.load(ExampleConfigurationsTest.class.getClassLoader()));
        assertThat(comparison.methods()).containsKeys("local", "fedavg");
        List<ExperimentRun> runs = Stream.concat(comparison.tuningRuns().stream(), comparison.runs(List.of()).stream())
                .toList();
        assertThat(runs).isNotEmpty().allSatisfy(run -> assertThat(
                        reader.read(comparison.base(), run.overrides()).problems())
                .as("%s", run)
                .isEmpty());
        assertThat(runs.stream()
                        .map(run -> run.setting()
                                + data(reader.read(comparison.base(), run.overrides())
                                        .orThrow()))
                        .distinct())
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
        assertThat(CommandLineRun.succeeding("config", "validate", example.toString())
                        .out())
                .contains(example.toString(), "valid");
        assertThat(CommandLineRun.succeeding("config", "validate", example.toString(), "--json")
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
