package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.RunForgery;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.PersonalModel.Prediction;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.StoredModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients and examples that lack modalities, with every method, on a few windows of UCI HAR. */
@Tag("slow")
class ModalitiesTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(ModalitiesTest.class.getClassLoader());
    private static final Path EXAMPLE = Path.of("..", "examples", "modalities", "ucihar.json");
    private static final String COMPLETE = "modalities=null";
    private static final String NO_CLIENT_HAS_AN_ACCELEROMETER =
            "modalities={\"clients\": [{\"fraction\": 1, \"modalities\": [\"gyroscope\"]}]}";
    private static final int WIDTH = 4;
    /** Bytes of a stem: a weight per output channel, input channel and tap, and a bias per output channel. */
    private static final Map<String, Integer> STEM_BYTES = Map.of(
            "accelerometer", 4 * WIDTH * (6 * 9 + 1),
            "gyroscope", 4 * WIDTH * (3 * 9 + 1));

    /** Strategies that do not declare to accept absent blocks. */
    private static final Set<String> REFUSED =
            Set.of("fedamp", "fedrolex", "fjord", "heterofl", "partial-sharing", "pfedgraph", "scalefl");

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeData() {
        new SampledData(folder).of("ucihar");
    }

    private static String[] settings(String strategy, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "strategy={\"type\": \"" + strategy + "\"}",
                "dataset.dir=" + folder.resolve("ucihar"),
                "network.backbone.width=" + WIDTH,
                "training.rounds=2",
                "training.local-epochs=1",
                "training.participation=1.0",
                "evaluation.interval=1"));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    private static FinishedRun run(String name, String strategy, String... more) {
        return FinishedRun.of(EXAMPLE, folder.resolve("runs-" + name), settings(strategy, more));
    }

    private static CommandLineRun failing(String... settings) {
        List<String> arguments = new ArrayList<>(List.of("run", EXAMPLE.toString(), "--runs-dir", "" + folder));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        assertThat(run.status()).isNotZero();
        return run;
    }

    /** Returns the modalities of each client. */
    private static Map<String, Set<String>> modalities(FinishedRun run) {
        Map<String, Set<String>> modalities = new HashMap<>();
        for (JsonNode client : run.json("class-distribution.json").get("clients")) {
            Set<String> names = new TreeSet<>();
            client.get("modalities").forEach(name -> names.add(name.textValue()));
            modalities.put(client.get("client").asText(), names);
        }
        return modalities;
    }

    static Stream<String> accepted() {
        return ToyRun.strategies().stream().filter(strategy -> !REFUSED.contains(strategy));
    }

    static Set<String> refused() {
        return REFUSED;
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void absentStemsAreNeitherSentNorTrained(String strategy) {
        FinishedRun lacking = run(strategy, strategy);
        FinishedRun complete = run(strategy + "-complete", strategy, COMPLETE);
        Map<String, Set<String>> modalities = modalities(lacking);
        assertThat(Set.copyOf(modalities.values())).hasSize(3);

        JsonNode round = lacking.rounds().get(1);
        JsonNode reference = complete.rounds().get(1);
        assertThat(round.get("failures")).isEmpty();
        assertThat(round.get("loss").doubleValue()).isFinite();
        for (Map.Entry<String, Set<String>> client : modalities.entrySet()) {
            for (String direction : List.of("uplink-bytes", "downlink-bytes")) {
                long whole = bytes(reference, direction, client.getKey());
                long sets = strategy.equals("scaffold") ? 2 : strategy.equals("local") ? 0 : 1;
                long absent = STEM_BYTES.entrySet().stream()
                        .filter(stem -> !client.getValue().contains(stem.getKey()))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
                assertThat(bytes(round, direction, client.getKey()))
                        .as("%s of client %s with %s", direction, client.getKey(), client.getValue())
                        .isEqualTo(whole - sets * absent);
            }
        }
        Map<String, Set<Float>> initial = new HashMap<>();
        modalities.forEach((client, held) -> STEM_BYTES.keySet().stream()
                .filter(name -> !held.contains(name))
                .forEach(name ->
                        initial.computeIfAbsent(name, key -> new TreeSet<>()).add(stem(model(lacking, client), name))));
        assertThat(initial).hasSize(2);
        initial.forEach((name, sums) -> assertThat(sums)
                .as("clients without %s keep the same initial values", name)
                .hasSize(1));
    }

    private static long bytes(JsonNode round, String direction, String client) {
        for (JsonNode member : round.get("cohort")) {
            if (member.get("client").asText().equals(client)) {
                return member.get(direction).longValue();
            }
        }
        throw new AssertionError("client %s is not in the cohort".formatted(client));
    }

    private static ParameterSet model(FinishedRun run, String client) {
        return ModelFile.read(run.directory().resolve("models/client-" + client + ".safetensors"))
                .parameters();
    }

    /** Returns a sum that identifies the values of a stem. */
    private static float stem(ParameterSet model, String modality) {
        float sum = 0;
        for (Block block : model.blocks().blocks()) {
            if (block.name().startsWith("stage1/stems/" + modality + "/")) {
                float[] values =
                        model.select(model.layout().select(block::equals)).values();
                for (int i = 0; i < values.length; i++) {
                    sum += (i + 1) * values[i];
                }
            }
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("refused")
    void strategiesThatNeedAllBlocksAreRefused(String strategy) {
        assertThat(failing(settings(strategy)).err())
                .contains("CONFIG-20", "modalities.clients", "'" + strategy + "' does not support", "'fedavg'");
        // examples may lack modalities with every strategy that trains this network; FjORD needs one with narrower ones
        if (!strategy.equals("fjord")) {
            run(strategy + "-rate", strategy, "modalities={\"missing-rate\": 0.3}");
        }
    }

    /** The server keeps the stem of a modality that no client has. */
    @Test
    void blocksOfAModalityWithoutClientsStay() {
        FinishedRun run = run(
                "no-accelerometer", "fedavg", NO_CLIENT_HAS_AN_ACCELEROMETER, "training.server-optimizer.type=fedadam");
        assertThat(run.rounds().get(1).get("failures")).isEmpty();
        assertThat(modalities(run).values()).containsOnly(Set.of("gyroscope"));
    }

    @ParameterizedTest
    @CsvSource({
        "cafedistill, modalities.missing-rate=0.3",
        "scaffold, training.optimizer.reset-each-round=false",
        "fedrod, evaluation.new-clients=2",
        "apfl, evaluation.head-epochs=1",
        "fedavg, training.server-optimizer.type=fedyogi",
        "fedper, 'faults={\"dropout\": 0.2, \"failure\": 0.2, \"non-finite\": 0.2}'"
    })
    void resultsDependOnTheSeedAlone(String strategy, String option) throws IOException {
        Map<String, String> one = RunFiles.of(execute("one", strategy, option, "executor.workers=1"));
        RunFiles.assertSame(RunFiles.of(execute("two", strategy, option, "executor.workers=2")), one);

        int[] calls = {-1}; // the first is before the first round
        RunOptions stopping = options("stopped", strategy).withStop(() -> ++calls[0] == 2);
        RunConfig config = config(strategy, option, "executor.workers=1");
        assertThatThrownBy(() -> Run.execute(config, REGISTRY, stopping)).hasMessageContaining("stopped on request");
        RunFiles.assertSame(RunFiles.of(execute("stopped", strategy, option, "executor.workers=1")), one);
    }

    private static RunResult execute(String folder, String strategy, String... more) {
        return Run.execute(config(strategy, more), REGISTRY, options(folder, strategy));
    }

    private static RunOptions options(String name, String strategy) {
        return RunOptions.onDisk(Path.of(""), folder.resolve(name + "-" + strategy), () -> 0L)
                .withCheckpoints(Duration.ZERO);
    }

    private static RunConfig config(String strategy, String... more) {
        List<String> settings = new ArrayList<>(List.of(settings(strategy, more)));
        settings.addAll(List.of("training.rounds=4", "training.participation=0.7"));
        return new RunConfigReader(REGISTRY).read(EXAMPLE, settings).orThrow();
    }

    @Test
    void groupsOfClientsAreReported() throws IOException {
        FinishedRun run = run("shown", "fedavg");
        int both = (int) modalities(run).values().stream()
                .filter(names -> names.size() == 2)
                .count();
        String directory = run.directory().toString();
        assertThat(CommandLineRun.succeeding("runs", "show", directory).out())
                .containsPattern("(?m)^fedavg +accelerometer \\+ gyroscope +%d +[0-9.]+ +[0-9.]+".formatted(both));
        CommandLineRun.succeeding("report", directory);
        assertThat(Files.readString(run.directory().resolve("report.html")))
                .contains("Accuracy by groups of clients, in %:", "accelerometer + gyroscope", "gyroscope");
    }

    @Test
    void finishedRunsAreRepeated() {
        FinishedRun run = run("repeated", "fedper", "modalities.missing-rate=0.3");
        String directory = run.directory().toString();
        assertThat(CommandLineRun.succeeding("evaluate", directory, "--json")
                        .json()
                        .get("final-round"))
                .isEqualTo(run.json("summary.json").get("final-round"));
        assertThat(CommandLineRun.succeeding("verify", directory).out()).contains("is reproduced bit for bit");
    }

    /** Whatever values are given for channels that all clients lack, and whatever is in the stem that reads them. */
    @Test
    void absentModalitiesHaveNoInfluenceOnUse() throws IOException {
        FinishedRun run = run("used", "fedavg", NO_CLIENT_HAS_AN_ACCELEROMETER);
        String directory = run.directory().toString();
        String[] noise = {"evaluate", directory, "--corruption", "noise:5", "--json"};
        JsonNode noisy = CommandLineRun.succeeding(noise).json();
        assertThat(noisy).isNotEqualTo(run.json("summary.json"));
        float[] input = new float[9 * 128];
        for (int i = 0; i < input.length; i++) {
            input[i] = (float) Math.sin(i);
        }
        float[] lacking = input.clone();
        for (int channel : List.of(0, 1, 2, 6, 7, 8)) {
            Arrays.fill(lacking, channel * 128, (channel + 1) * 128, 0);
        }
        List<Prediction> predictions = predict(run, lacking, input);
        assertThat(predictions.get(1)).isEqualTo(predictions.get(0));

        for (String client : modalities(run).keySet()) {
            Path file = run.directory().resolve("models/client-" + client + ".safetensors");
            StoredModel stored = ModelFile.read(file);
            ModelFile.write(
                    file, new StoredModel(stored.run(), stored.client(), withOtherAccelerometer(stored.parameters())));
        }
        RunForgery.updateChecksums(run.directory());
        assertThat(CommandLineRun.succeeding(noise).json()).isEqualTo(noisy);
        assertThat(predict(run, lacking, input)).isEqualTo(predictions);
    }

    private static List<Prediction> predict(FinishedRun run, float[]... inputs) {
        String policy = "{\"type\": \"confidence\", \"thresholds\": [0.8]}";
        try (PersonalModel model = PersonalModel.open(run.directory(), new ClientId(0), policy)) {
            return model.predict(List.of(inputs));
        }
    }

    private static ParameterSet withOtherAccelerometer(ParameterSet model) {
        float[] values = model.values();
        int from = 0;
        for (Block block : model.blocks().blocks()) {
            if (block.name().startsWith("stage1/stems/accelerometer/")) {
                Arrays.fill(values, from, from + block.size(), 1);
            }
            from += block.size();
        }
        return ParameterSet.of(model.blocks(), values);
    }

    @Test
    void contradictionsAreRefused() {
        assertThat(failing(settings("fedavg", "network.backbone={\"type\": \"convnet-1d\", \"width\": 4}"))
                        .err())
                .contains("CONFIG-20", "the network has the modalities []", "'two-stem-1d'");
        assertThat(failing(settings(
                                "fedavg",
                                "modalities={\"clients\": [{\"fraction\": 1, \"modalities\": [\"compass\"]}]}"))
                        .err())
                .contains("CONFIG-20", "unknown in the section: [compass]", "[accelerometer, gyroscope]");
        assertThat(failing(settings(
                                "fedavg",
                                "modalities={\"clients\": [{\"fraction\": 0.5, \"modalities\": [\"gyroscope\"]}]}"))
                        .err())
                .contains("modalities", "the fractions in 'clients' sum to 0.5; expected 1");
        assertThat(failing(settings("fedavg", "modalities={\"clients\": [{\"fraction\": 1, \"modalities\": []}]}"))
                        .err())
                .contains("modalities.clients.1.modalities", "at least 1 element");
        assertThat(failing(settings("fedavg", "modalities.missing-rate=1")).err())
                .contains("modalities.missing-rate", "below 1");
        assertThat(failing(settings(
                                "fedavg",
                                "network.backbone.groups=[{\"name\": \"a\", \"channels\": [1, 2]}, "
                                        + "{\"name\": \"b\", \"channels\": [2, 3]}]"))
                        .err())
                .contains("found the channels [1, 2, 2, 3]", "in exactly one group");
    }
}
