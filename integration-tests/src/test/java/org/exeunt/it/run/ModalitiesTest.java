package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunForgery;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.PersonalModel.Prediction;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.StoredModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and examples that lack modalities, with every method, on a few windows of UCI HAR. */
@Tag("slow")
class ModalitiesTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "modalities", "ucihar.json");
    private static final String COMPLETE = "modalities=null";
    private static final String NO_CLIENT_HAS_AN_ACCELEROMETER =
            "modalities={\"clients\": [{\"fraction\": 1, \"modalities\": [\"gyroscope\"]}]}";
    private static final int WIDTH = 4;
    /** Bytes of a stem: a weight per output channel, input channel and tap, and a bias per output channel. */
    private static final Map<String, Integer> STEM_BYTES = Map.of(
            "accelerometer", 4 * WIDTH * (6 * 9 + 1),
            "gyroscope", 4 * WIDTH * (3 * 9 + 1));

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

    private static TrainedRun run(String name, String strategy, String... more) {
        return TrainedRun.of(EXAMPLE, folder.resolve("runs-" + name), settings(strategy, more));
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
    private static Map<String, Set<String>> modalities(TrainedRun run) {
        Map<String, Set<String>> modalities = new HashMap<>();
        for (JsonNode client : run.json("class-distribution.json").get("clients")) {
            Set<String> names = new TreeSet<>();
            client.get("modalities").forEach(name -> names.add(name.textValue()));
            modalities.put(client.get("client").asText(), names);
        }
        return modalities;
    }

    /** Methods that share everything, a part, twice as much, or nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"fedavg", "cafedistill", "scaffold", "local"})
    void absentStemsAreNeitherSentNorTrained(String strategy) {
        TrainedRun lacking = run(strategy, strategy);
        TrainedRun complete = run(strategy + "-complete", strategy, COMPLETE);
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

    private static ParameterSet model(TrainedRun run, String client) {
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

    /** Examples may lack modalities with every strategy that trains this network. */
    @ParameterizedTest
    @ValueSource(strings = {"fedamp", "fedrolex", "fjord", "heterofl", "pfedgraph", "scalefl"})
    void strategiesThatNeedAllBlocksAreRefused(String strategy) {
        assertThat(failing(settings(strategy)).err())
                .contains("CONFIG-20", "modalities.clients", "'" + strategy + "' does not support", "'fedavg'");
        if (strategy.equals("heterofl")) {
            run(strategy + "-rate", strategy, "modalities={\"missing-rate\": 0.3}");
        }
    }

    /** The server keeps the stem of a modality that no client has. */
    @Test
    void blocksOfAModalityWithoutClientsStay() {
        TrainedRun run = run(
                "no-accelerometer", "fedavg", NO_CLIENT_HAS_AN_ACCELEROMETER, "training.server-optimizer.type=fedadam");
        assertThat(run.rounds().get(1).get("failures")).isEmpty();
        assertThat(modalities(run).values()).containsOnly(Set.of("gyroscope"));
    }

    @Test
    void groupsOfClientsAreReported() throws IOException {
        TrainedRun run = run("shown", "fedavg");
        int both = (int) modalities(run).values().stream()
                .filter(names -> names.size() == 2)
                .count();
        String directory = run.directory().toString();
        assertThat(CommandLineRun.succeeding("runs show %s", directory).out())
                .containsPattern("(?m)^fedavg +accelerometer \\+ gyroscope +%d +[0-9.]+ +[0-9.]+".formatted(both));
        CommandLineRun.succeeding("report %s", directory);
        assertThat(Files.readString(run.directory().resolve("report.html")))
                .contains("Accuracy by groups of clients, in %:", "accelerometer + gyroscope", "gyroscope");
    }

    /** Whatever values are given for channels that all clients lack, and whatever is in the stem that reads them. */
    @Test
    void absentModalitiesHaveNoInfluenceOnUse() throws IOException {
        TrainedRun run = run("used", "fedavg", NO_CLIENT_HAS_AN_ACCELEROMETER);
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
        Prediction prediction = predict(run, input);
        assertThat(predict(run, lacking)).isEqualTo(prediction);

        for (String client : modalities(run).keySet()) {
            Path file = run.directory().resolve("models/client-" + client + ".safetensors");
            StoredModel stored = ModelFile.read(file);
            ModelFile.write(
                    file,
                    new StoredModel(
                            stored.run(), stored.client(), withOtherAccelerometer(stored.parameters()), Map.of()));
        }
        RunForgery.updateChecksums(run.directory());
        assertThat(CommandLineRun.succeeding(noise).json()).isEqualTo(noisy);
        assertThat(predict(run, input)).isEqualTo(prediction);
    }

    private static Prediction predict(TrainedRun run, float[] input) {
        String policy = "{\"type\": \"confidence\", \"thresholds\": [0.8]}";
        try (PersonalModel model = PersonalModel.open(run.directory(), new ClientId(0), policy)) {
            return model.predict(input);
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    network.backbone={"type": "convnet-1d", "width": 4} | the network has the modalities []
                    modalities={"clients": [{"fraction": 1, "modalities": ["compass"]}]} | unknown in the section: [compass]
                    modalities={"clients": [{"fraction": 0.5, "modalities": ["gyroscope"]}]} | sum to 0.5; expected 1
                    modalities={"clients": [{"fraction": 1, "modalities": []}]} | at least 1 element
                    modalities.missing-rate=1 | below 1
                    network.backbone.groups=[{"name": "a", "channels": [1, 2]}, {"name": "b", "channels": [2]}] \
                    | found the channels [1, 2, 2]
                    """)
    void contradictionsAreRefused(String setting, String message) {
        assertThat(failing(settings("fedavg", setting)).err()).contains("CONFIG-", message);
    }
}
