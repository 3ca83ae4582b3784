package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunForgery;
import org.exeunt.it.support.ToyRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.StoredModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code exeunt evaluate}: reproduces the summary of a run, and evaluates its models with other exit policies. */
class EvaluateCommandTest {
    private static final String POLICIES = "[ \"confidence\", \"budgeted\" ]";

    @TempDir
    private Path folder;

    private Path run(String strategy, String engine, String network, boolean models) throws IOException {
        Path config = Files.writeString(
                folder.resolve("run.json"),
                """
                {
                  "name": "evaluated", "seed": 5,
                  "dataset":   %s,
                  "partition": { "type": "dirichlet", "alpha": 0.5, "clients": 5,
                                 "test-fraction": 0.25, "validation-fraction": 0.2 },
                  "network":   %s,
                  "strategy":  "%s",
                  "training":  { "rounds": 2, "batch-size": 8, "optimizer": { "learning-rate": 0.02 } },
                  "evaluation": { "interval": 2, "new-clients": 1, "save-models": %s, "exit-policies": %s },
                  "engine":    "%s"
                }
                """
                        .formatted(
                                engine.equals("toy")
                                        ? ToyRun.TABLE
                                        : "{ \"type\": \"shapes\", \"train\": 80, \"test\": 20 }",
                                network,
                                strategy,
                                models,
                                POLICIES,
                                engine));
        return TrainedRun.of(config, folder.resolve("runs")).directory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cafedistill | toy  | { "hidden": [6, 5, 4] }
                    fedrod      | toy  | { "hidden": [6, 5, 4] }
                    fedbabu     | toy  | { "hidden": [6, 5, 4] }
                    fedper      | dl4j | { "backbone": { "type": "resnet18", "width": 4 } }
                    """)
    void reproducesTheSummaryOfTheRun(String strategy, String engine, String network) throws IOException {
        Path run = run(strategy, engine, network, true);
        ObjectNode expected = (ObjectNode)
                new ObjectMapper().readTree(run.resolve("summary.json").toFile());
        ObjectNode actual = (ObjectNode)
                CommandLineRun.succeeding("evaluate %s --json", run).json();
        // warnings of training are the run's alone
        assertThat(expected.remove("warnings")).containsAll(actual.remove("warnings"));
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void evaluatesOtherExitPolicies() throws IOException {
        Path run = run("fedper", "toy", "{ \"hidden\": [6, 5, 4] }", true);
        JsonNode evaluated = CommandLineRun.succeeding(
                        "evaluate %s --policy entropy --policy %s --json",
                        run, "{\"type\": \"confidence\", \"thresholds\": [0.125]}")
                .json();
        assertThat(evaluated.get("policies"))
                .extracting(policy -> policy.get("policy").textValue())
                .containsExactly("entropy", "confidence");
        // with ten classes, confidence is at least 0.1, and above 0.125 for almost all inputs
        JsonNode last = evaluated.get("rules").get(evaluated.get("rules").size() - 1);
        assertThat(last.get("label").textValue()).contains("confidence");
        assertThat(last.get("shares").get(0).doubleValue()).isGreaterThan(0.9);

        CommandLineRun.of("evaluate %s --policy entropie", run)
                .assertRefused(3, "PLUGIN", "--policy has 1 problem", "entropie", "entropy");
        CommandLineRun repeated =
                CommandLineRun.of("evaluate %s --policy %s", run, "{\"type\": \"patience\", \"patience\": [1, 2, 2]}");
        repeated.assertRefused(2, "CONFIG", "'--policy'", "'patience' has 2 twice");
        assertThat(repeated.err()).doesNotContain("config.json");
    }

    @Test
    void requiresSavedModelsAndUnchangedData() throws IOException {
        Path run = run("fedper", "toy", "{ \"hidden\": [6, 5, 4] }", false);
        CommandLineRun.of("evaluate %s", run).assertRefused(4, "DATA", "DATA-24", "save-models");

        Path provenance = run.resolve("provenance.json");
        String altered = Files.readString(provenance).replaceFirst("(\"data\"[^}]*\"sha256\" : \")[0-9a-f]", "$1x");
        Files.writeString(provenance, altered);
        CommandLineRun.of("evaluate %s", run).assertRefused(4, "DATA", "DATA-29", "provenance.json has SHA-256");
        RunForgery.updateChecksums(run);
        CommandLineRun.of("evaluate %s", run)
                .assertRefused(4, "DATA", "DATA-29", "belong to different runs", "configuration and provenance to");
        RunForgery.updateIdentity(run);
        CommandLineRun.of("evaluate %s", run).assertRefused(4, "DATA", "DATA-26", "checksums");
    }

    @Test
    void otherCodeThanOfTheRunIsAWarning() throws IOException {
        Path run = run("fedper", "toy", "{ \"hidden\": [6, 5, 4] }", true);
        List<List<String>> commands = List.of(
                List.of("evaluate", run.toString(), "--json"),
                List.of("verify", run.toString()),
                List.of(
                        "export",
                        run.toString(),
                        "--client",
                        "0",
                        "--format",
                        "safetensors",
                        "--output",
                        folder.resolve("0.safetensors").toString()),
                List.of("report", run.toString()));
        for (List<String> command : commands) {
            assertThat(succeeding(command).err()).doesNotContain("other code");
        }
        Path provenance = run.resolve("provenance.json");
        Files.writeString(
                provenance,
                Files.readString(provenance)
                        .replaceAll("(\"id\" : \"(fedper|toy)\"[^}]*\"sha256\" : \")[0-9a-f]{2}", "$1xx"));
        RunForgery.updateIdentity(run);
        for (List<String> command : commands) {
            assertThat(succeeding(command).err())
                    .contains("warning: run "
                            + TrainedRun.open(run).records().summary().title()
                            + " was made by other code of Engine 'toy', Strategy 'fedper' than is installed");
        }
    }

    /** The devices decide what clients train, and who is late, but not how models are evaluated. */
    @Test
    void devicesOfTheRunNeedNotExist() throws IOException {
        Path devices = Files.writeString(
                folder.resolve("devices.csv"),
                IntStream.range(0, 8)
                        .mapToObj(client -> client + ",1e9,1e6,1e6,1000000000\n")
                        .collect(Collectors.joining("", "client,macs-per-second,bytes-down,bytes-up,memory\n", "")));
        Path run = ToyRun.onDisk(
                        folder.resolve("runs"),
                        "fedavg",
                        "devices={\"type\": \"file\", \"file\": \"%s\"}".formatted(devices),
                        "coordination=budget",
                        "sampling={\"type\": \"tiers\", \"tiers\": [\"file\"]}",
                        "faults.deadline=100")
                .directory()
                .orElseThrow();
        JsonNode before = CommandLineRun.succeeding("evaluate %s --json", run).json();
        Files.delete(devices);
        assertThat(CommandLineRun.succeeding("evaluate %s --json", run).json()).isEqualTo(before);
        CommandLineRun.succeeding("export %s --predictions --output %s", run, folder.resolve("predictions.npz"));
        CommandLineRun.of("verify %s", run).assertRefused(4, "DATA", "DATA-42", "devices.csv", "does not exist");
    }

    private static CommandLineRun succeeding(List<String> command) {
        return CommandLineRun.succeeding(command.toArray(String[]::new));
    }

    @Test
    void missingPluginIsReportedWithTheFileOnce() throws IOException {
        Path run = run("fedper", "toy", "{ \"hidden\": [6, 5, 4] }", true);
        Path configuration = run.resolve("config.json");
        Files.writeString(configuration, Files.readString(configuration).replace("\"fedper\"", "\"absent\""));
        RunForgery.updateIdentity(run);
        CommandLineRun refused = CommandLineRun.of("evaluate %s", run);
        refused.assertRefused(3, "PLUGIN", "PLUGIN-01  " + configuration + " has 1 problem");
        assertThat(refused.err()).containsOnlyOnce("config.json");
    }

    /** The checksums are valid, but no run saves a model with such values. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    toy  | { "hidden": [6, 5, 4] }                           | NaN    | block 'stage1/W'
                    dl4j | { "backbone": { "type": "resnet18", "width": 4 } } | 3.0e38 | outputs are not finite
                    """)
    void nonFiniteModelsAreRefused(String engine, String network, float value, String mentioned) throws IOException {
        Path run = run("fedper", engine, network, true);
        Path file = run.resolve("models/client-2.safetensors");
        StoredModel stored = ModelFile.read(file);
        ParameterSet model = stored.parameters();
        float[] values = new float[model.size()];
        Arrays.fill(values, value);
        ModelFile.write(
                file,
                new StoredModel(stored.run(), stored.client(), ParameterSet.of(model.blocks(), values), Map.of()));
        RunForgery.updateChecksums(run);
        CommandLineRun.of("evaluate %s", run).assertRefused(4, "DATA", "DATA-21", "client-2.safetensors", mentioned);
    }

    @Test
    void corruptedExamplesAreLessAccurateAndRepeatable() throws IOException {
        Path run = run("fedper", "dl4j", "{ \"backbone\": { \"type\": \"convnet\", \"width\": 4 } }", true);
        JsonNode clean = CommandLineRun.succeeding("evaluate %s --json", run).json();
        JsonNode noisy = CommandLineRun.succeeding("evaluate %s --corruption noise:5 --json", run)
                .json();
        assertThat(noisy.at("/final-round/exits")).isNotEqualTo(clean.at("/final-round/exits"));
        assertThat(noisy.at("/last-evaluations/validation-accuracy"))
                .as("validation examples are not corrupted")
                .isEqualTo(clean.at("/last-evaluations/validation-accuracy"));
        assertThat(noisy.at("/reliability/chosen/0/promised")).isEqualTo(clean.at("/reliability/chosen/0/promised"));
        CommandLineRun again = CommandLineRun.succeeding("evaluate %s --corruption noise:5 --json", run);
        assertThat(again.json()).isEqualTo(noisy);
        assertThat(again.err()).contains("note: test inputs are corrupted by noise:5");
        CommandLineRun.of("evaluate %s --corruption fog:1", run).assertRefused(2, "CONFIG", "'fog:1' is no corruption");
    }
}
