package org.exeunt.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.Planner;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.it.support.ToyRun;
import org.exeunt.testkit.hostile.HostileInput;
import org.exeunt.testkit.hostile.HostileJson;
import org.exeunt.testkit.hostile.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed configurations, overrides and comparisons are read, or refused with a clear error. */
class HostileConfigurationTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(HostileConfigurationTest.class.getClassLoader());
    private static final RunConfigReader READER = new RunConfigReader(REGISTRY);
    private static final List<String> KEYS = List.of(
            "name",
            "seed",
            "training",
            "training.rounds",
            "training.optimizer.learning-rate",
            "strategy",
            "strategy.type",
            "evaluation.exit-policies",
            "evaluation.exit-policies.1",
            "evaluation.exit-policies.1.thresholds.1",
            "dataset.dir",
            "network.backbone.width",
            "executor.workers",
            "..",
            "",
            "a.b.c",
            "x.".repeat(300) + "y");
    private static final List<String> VALUES = List.of(
            "null",
            "1",
            "-1",
            "1e999999999",
            "NaN",
            "{}",
            "[]",
            "[[1]]",
            "{\"type\":1}",
            "\"x\"",
            "x",
            "",
            "\0",
            "{\"type\":\"fedavg\",\"type\":\"local\"}",
            "[".repeat(90),
            "9".repeat(1_100),
            "ü",
            "/* open");

    @TempDir
    Path folder;

    @Test
    void malformedConfigurationsAreRefused() throws IOException {
        String text = ToyRun.file("cafedistill");
        JsonNode config = new ObjectMapper().readTree(text);
        Path file = folder.resolve("run.json");
        System.out.println(HostileInput.of("configuration", 1_000).read((random, where) -> {
            where.is(file.toString());
            Files.write(
                    file,
                    random.nextInt(4) == 0
                            ? Mutations.of(text.getBytes(StandardCharsets.UTF_8), random)
                            : HostileJson.of(config, random));
            READER.read(file, List.of()).orThrow();
        }));
    }

    @Test
    void malformedOverridesAreRefused() {
        String text = ToyRun.file("fedavg");
        System.out.println(HostileInput.of("--set", 1_000).read((random, where) -> {
            where.is("run.json");
            List<String> settings = new ArrayList<>();
            for (int count = random.nextInt(3); count >= 0; count--) {
                settings.add(setting(random));
            }
            READER.read("run.json", text, settings).orThrow();
        }));
    }

    private static String setting(RandomGenerator random) {
        String setting = KEYS.get(random.nextInt(KEYS.size())) + "=" + VALUES.get(random.nextInt(VALUES.size()));
        return random.nextInt(4) == 0
                ? new String(Mutations.of(setting.getBytes(StandardCharsets.UTF_8), random), StandardCharsets.UTF_8)
                : setting;
    }

    @Test
    void malformedComparisonsAreRefused() throws IOException {
        Files.writeString(folder.resolve("run.json"), ToyRun.file("fedavg"));
        JsonNode comparison = new ObjectMapper()
                .readTree(
                        """
                        { "name": "malformed", "base": "run.json",
                          "set": { "training.rounds": 2, "partition.validation-fraction": 0.2 },
                          "settings": { "a": {}, "b": { "partition.alpha": 1 } },
                          "methods": { "ditto": "ditto", "fedper": { "strategy": "fedper" } },
                          "seeds": [1, 2], "reference": "ditto",
                          "tune": { "seeds": [8], "grids": { "ditto": { "strategy.lambda": [0.1, 1] } } } }
                        """);
        Path file = folder.resolve("compare.json");
        System.out.println(
                HostileInput.of("comparison", 200).allocatingAtMost(2L << 30).read((random, where) -> {
                    where.is(file.toString());
                    Files.write(file, HostileJson.of(comparison, random));
                    Comparison read = Comparison.read(file);
                    assertThat(folder.resolve(read.folder()).normalize().getParent())
                            .isEqualTo(folder);
                    if (read.methods().size()
                                    * read.seeds().size()
                                    * read.settings().size()
                            < 50) {
                        new Planner(read, run -> true, REGISTRY, folder.resolve("runs")).plan();
                    }
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..a", "./a", "../../a", "...a", "/a", "a/../../b", ".hidden"})
    void reportsStayInTheirFolder(String name) throws IOException {
        Files.writeString(folder.resolve("run.json"), ToyRun.file("fedavg"));
        Path file = Files.writeString(
                folder.resolve("compare.json"),
                "{ \"name\": \"%s\", \"base\": \"run.json\", \"methods\": { \"ditto\": \"ditto\" }, \"seeds\": [1] }"
                        .formatted(name));
        Path report = folder.resolve(Comparison.read(file).folder()).normalize();
        assertThat(report.getParent()).isEqualTo(folder);
        assertThat(report.getFileName().toString()).doesNotStartWith(".");
    }

    /** Reporting every problem, or whole values, would take hours or gigabytes for these files. */
    @ParameterizedTest
    @ValueSource(strings = {"unknown keys", "a repeated key", "a long id", "a repeated long value"})
    void problemsOfHugeFilesAreReportedBriefly(String kind) throws IOException {
        StringBuilder text = new StringBuilder("{");
        switch (kind) {
            case "unknown keys" -> {
                for (int i = 0; i < 500_000; i++) {
                    text.append('"').append(Integer.toString(i, 36)).append("\":1,");
                }
            }
            case "a repeated key" -> text.append("\"seed\":1,".repeat(1_000_000));
            case "a long id" ->
                text.append("\"strategy\":\"")
                        .append("fedavg".repeat(1_500_000))
                        .append("\",");
            default -> {
                text.append("\"name\":[").append("1,".repeat(2_000_000)).append("1],");
                text.append("\"name\":2,".repeat(500_000));
            }
        }
        Path file = Files.writeString(folder.resolve("run.json"), text.append("\"x\":1}"));
        assertThatThrownBy(() -> READER.read(file, List.of()).orThrow())
                .message()
                .startsWith(file.toString())
                .hasSizeLessThan(100_000);
    }
}
