package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config validate}, {@code config explain} and {@code config schema}. */
class ConfigCommandTest {
    /** Sections of a configuration. */
    static final List<String> SECTIONS = List.of(
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

    @Test
    void validateChecksConfigurationAgainstData() {
        String small = TrainedRun.small().toString();
        CommandLineRun mismatch = CommandLineRun.of(
                "config validate %s --set training.participation=0.01 --set partition=natural", small);
        assertThat(mismatch.status()).isEqualTo(ErrorCategory.CONFIG.exitStatus());
        assertThat(mismatch.err()).contains("CONFIG-32", "natural");
        assertThat(CommandLineRun.of("config validate %s --set training.participation=0.01", small)
                        .err())
                .contains(
                        "CONFIG-20",
                        "training.participation = 0.01 of 4 clients is less than training.minimum-updates");
    }

    /** Runs of one label round down to no test example, whatever the fraction. */
    @Test
    void warningsPrecedeTheErrorThatTheyExplain() throws IOException {
        StringBuilder table = new StringBuilder("x,owner,label\n");
        for (int row = 0; row < 24; row++) {
            table.append("%d,%s,%s\n".formatted(row, "pqr".charAt(row / 8), "ab".charAt(row % 2)));
        }
        Path file = Files.writeString(folder.resolve("table.csv"), table);
        for (String command : List.of("config validate", "run --dry-run")) {
            CommandLineRun run = CommandLineRun.of(
                    command + " %s --set %s --set %s --set %s",
                    TrainedRun.small(),
                    "partition=natural",
                    "network.backbone={\"type\": \"mlp\", \"hidden\": [4, 4]}",
                    "dataset={\"type\": \"csv\", \"file\": \"%s\", \"label\": 3, \"owner\": \"owner\"}"
                            .formatted(file));
            assertThat(run.status()).isEqualTo(ErrorCategory.CONFIG.exitStatus());
            assertThat(run.err())
                    .containsSubsequence(
                            "warning: partition.hold-out = label-runs holds out 0 of 24 examples",
                            "CONFIG-20  ",
                            "none of 3 clients to be evaluated has test examples");
        }
    }

    @Test
    void validateAsJsonListsEveryProblem() {
        CommandLineRun run = CommandLineRun.of(
                "config validate %s --json --set training.rounds=0 --set training.participaton=1", TrainedRun.small());
        assertThat(run.status()).isEqualTo(ErrorCategory.CONFIG.exitStatus());
        assertThat(run.err()).startsWith("CONFIG-01  ");
        JsonNode result = run.json();
        assertThat(result.get("file").textValue()).isEqualTo(TrainedRun.small().toString());
        assertThat(result.get("valid").booleanValue()).isFalse();
        assertThat(result.get("problems"))
                .extracting(problem -> problem.get("key").textValue())
                .containsExactlyInAnyOrder("training.rounds", "training.participaton");
        assertThat(result.at("/problems"))
                .extracting(problem -> problem.get("code").textValue())
                .containsOnly("CONFIG-01");
    }

    @Test
    void validateAsJsonReportsAnUnreadableFile() {
        String nowhere = folder.resolve("nowhere.json").toString();
        CommandLineRun run = CommandLineRun.of("config validate %s --json", nowhere);
        assertThat(run.status()).isEqualTo(ErrorCategory.CONFIG.exitStatus());
        assertThat(run.json().get("file").textValue()).isEqualTo(nowhere);
        assertThat(run.json().at("/problems/0/code").textValue()).isEqualTo("CONFIG-03");
    }

    @Test
    void validateWithoutDataReportsSkippedChecks() {
        CommandLineRun run = CommandLineRun.succeeding(
                "config validate %s --set %s",
                TrainedRun.small(), "dataset={\"type\":\"cifar10\",\"dir\":\"nowhere\"}");
        assertThat(run.out()).contains("valid");
        assertThat(run.err()).contains("not checked against its data", "DATA-10", "nowhere", "datasets fetch");
    }

    @Test
    void comparisonsAreValidated() {
        Path comparison = Path.of("..", "examples", "compare-quickstart.json");
        assertThat(CommandLineRun.succeeding("config validate %s", comparison).out())
                .isEqualTo("%s: valid, 12 runs, 1 setting, 6 methods%n".formatted(comparison));
        assertThat(CommandLineRun.of("config validate %s --json --set training.round=1", comparison)
                        .json()
                        .at("/problems/0/message")
                        .textValue())
                .contains("every run:", "did you mean 'rounds'?");
        CommandLineRun absent = CommandLineRun.succeeding(
                "config validate %s --set %s", comparison, "dataset={\"type\":\"cifar10\",\"dir\":\"nowhere\"}");
        assertThat(absent.err()).contains("not checked against its data", "DATA-10", "nowhere");
    }

    /** All examples of comparisons conform to the schema, and typing errors do not. */
    @Test
    void comparisonsHaveASchema() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        CommandLineRun.succeeding("config schema --comparison").out(), InputFormat.JSON);
        ObjectMapper json = new ObjectMapper().enable(JsonParser.Feature.ALLOW_COMMENTS);
        try (Stream<Path> files = Files.walk(Path.of("..", "examples"))) {
            for (Path file : files.filter(each -> each.getFileName().toString().matches("compare-.*json"))
                    .filter(each -> !each.toString().contains("methods")) // their plugins are not installed
                    .toList()) {
                ObjectNode comparison = (ObjectNode) json.readTree(file.toFile());
                assertThat(schema.validate(comparison.toString(), InputFormat.JSON))
                        .as("%s", file)
                        .isEmpty();
                for (String error : List.of("\"trainin.rounds\":1", "\"training.rounds\":0", "\"seed\":\"x\"")) {
                    comparison.set("set", json.readTree("{" + error + "}"));
                    assertThat(schema.validate(comparison.toString(), InputFormat.JSON))
                            .as(error)
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void originOfDeviceIsItsOwnOption() {
        String[] device = {"--device", "cpu", "--set", "training.rounds=7"};
        assertOrigin(explain(TrainedRun.small(), device), "engine.device", "cpu", "--device");
        assertOrigin(explain(TrainedRun.small(), device), "training.rounds", "7", "--set");
        assertOrigin(explain(TrainedRun.small(), "--set", "engine.device=cpu"), "engine.device", "cpu", "--set");
        CommandLineRun.of("run %s --device gpux --set training.rounds=0", TrainedRun.small())
                .assertRefused(2, "CONFIG", "engine.device = \"gpux\" (--device)", "training.rounds = 0 (--set)");
    }

    @Test
    void executorInShortSetsItsFirstOption() {
        String[] executor = {"--executor", "local:3"};
        assertOrigin(explain(TrainedRun.small(), executor), "executor.workers", "3", "--executor");
        assertThat(explain(TrainedRun.small(), executor).get("executor.type").toString())
                .contains("local");
        CommandLineRun.of("run %s --executor local:many", TrainedRun.small())
                .assertRefused(2, "CONFIG", "executor.workers = \"many\" (--executor)");
        CommandLineRun.of("run %s --executor remote:1", TrainedRun.small())
                .assertRefused(3, "PLUGIN", "executor.type = \"remote\" (--executor)", "local");
    }

    @Test
    void explainReportsOriginOfEveryValue() {
        String[] settings = {"--set", "training.rounds=7", "--set", "strategy.loss.exit-weights=linear"};
        Map<String, JsonNode> explained = explain(TrainedRun.small(), settings);

        assertOrigin(explained, "training.rounds", "7", "--set");
        assertOrigin(explained, "strategy.loss.exit-weights", "linear", "--set");
        assertOrigin(explained, "training.batch-size", "16", "file");
        assertOrigin(explained, "training.participation", "1.0", "default");
        assertThat(CommandLineRun.succeeding("config explain %s --set training.rounds=7", TrainedRun.small())
                        .out())
                .contains("training.rounds = 7  (--set)", "Number of rounds", "training.batch-size = 16  (file)")
                .contains("training.local-epochs = 1  (default)");
    }

    @Test
    void explainMarksValuesOfThePreset() {
        Map<String, JsonNode> explained = explain(
                TrainedRun.small(),
                "--set",
                "strategy={\"type\": \"cafedistill\", \"preset\": \"reference\", \"teacher-pool\": \"sampled\"}");

        assertOrigin(explained, "strategy.teacher-mode", "overwrite-last", "preset");
        assertOrigin(explained, "strategy.teacher-pool", "sampled", "--set");
        assertOrigin(explained, "strategy.teacher-exit", "final", "default");
    }

    @Test
    void referencePresetIsResolvedInRunConfig() {
        TrainedRun run = TrainedRun.ofSmall(
                folder.resolve("runs"),
                "training.rounds=1",
                "dataset.train=60",
                "strategy={\"type\": \"cafedistill\", \"preset\": \"reference\"}");

        assertThat(run.json("config.json").toString())
                .contains("\"teacher-mode\":\"overwrite-last\"", "\"teacher-pool\":\"sampled\"")
                .contains("\"cross-entropy-scale\":\"mean\"", "\"type\":\"least-conflict\"");
    }

    @Test
    void resolvedConfigurationIdentifiesTheSameRun() {
        TrainedRun run = TrainedRun.ofSmall(folder.resolve("runs"), "training.rounds=1");
        Path resolved = run.directory().resolve("config.json");

        assertThat(explain(resolved).values())
                .filteredOn(key -> key.get("origin").textValue().equals("default"))
                .filteredOn(key -> !key.get("value").isNull())
                .filteredOn(key -> !key.get("key").textValue().startsWith("executor."))
                .as("keys with default values, except those of the executor and optional ones without a value")
                .isEmpty();
        CommandLineRun again = CommandLineRun.succeeding("run %s --runs-dir %s", resolved, folder.resolve("runs"));
        assertThat(again.err()).contains("finished before");
    }

    @Test
    void schemaIsJsonAndNamesEverySection() {
        JsonNode schema = CommandLineRun.succeeding("config schema").json();

        assertThat(schema.get("$schema").textValue()).startsWith("https://json-schema.org/");
        assertThat(schema.get("properties").fieldNames()).toIterable().containsAll(SECTIONS);
        assertThat(schema.toString())
                .contains("cafedistill", "progressive-depth", "convnet", "dirichlet", "confidence");
    }

    /** Returns the explanation of each key, as {@code config explain --json} prints it. */
    static Map<String, JsonNode> explain(Path file, String... settings) {
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
}
