package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.Safetensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that starts from an exported model of another run. */
class InitialWeightsTest {
    /** Of float32 values, a step of this length changes no bit. */
    private static final String NO_STEP = "training.optimizer.learning-rate=1e-30";

    private static final String NETWORK = "network={\"hidden\": [6, 5]}";

    @TempDir
    private Path folder;

    private Path weights;
    private Path trained;

    @BeforeEach
    void exportATrainedModel() {
        weights = folder.resolve("weights.safetensors");
        trained = run("trained", "strategy=fedavg", NETWORK).directory();
        CommandLineRun.succeeding("export %s --client 1 --format safetensors --output %s", trained, weights);
    }

    private TrainedRun run(String name, String... settings) {
        return TrainedRun.ofSmall(folder.resolve(name), with(name, settings));
    }

    private static String[] with(String name, String... settings) {
        String[] all = Arrays.copyOf(settings, settings.length + 4);
        all[settings.length] = "name=" + name;
        all[settings.length + 1] = "engine=toy";
        all[settings.length + 2] = "training.rounds=2";
        all[settings.length + 3] = "training.participation=1.0";
        return all;
    }

    private String[] runOf(String name, String... settings) {
        List<String> words = new ArrayList<>(List.of("run", TrainedRun.small().toString(), "--runs-dir"));
        words.add(folder.resolve(name).toString());
        for (String setting : with(name, settings)) {
            words.addAll(List.of("--set", setting));
        }
        return words.toArray(String[]::new);
    }

    private String start() {
        return "training.initial-weights=" + weights;
    }

    private static ParameterSet model(Path run, int client) {
        return ModelFile.read(run.resolve("models/client-%d.safetensors".formatted(client)))
                .parameters();
    }

    @Test
    void allClientsStartFromTheFile() throws IOException {
        TrainedRun started = run("started", "strategy=fedper", NETWORK, NO_STEP, start());
        assertThat(started.command().err()).doesNotContain("initial-weights");
        for (int client = 0; client < 4; client++) {
            assertThat(model(started.directory(), client)).isEqualTo(model(trained, 1));
        }
        CommandLineRun.succeeding("evaluate %s", started.directory());
        assertThat(CommandLineRun.succeeding("verify %s", started.directory()).out())
                .contains("bit for bit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"per-client", "network-per-client"})
    void drawsPerClientThatTheFileReplacesAreRefused(String heads) {
        CommandLineRun.of(runOf("refused", NETWORK, start(), "training.personal-head-init=" + heads))
                .assertRefused(2, "CONFIG", "training.personal-head-init: it has no effect", weights.toString());
    }

    @Test
    void modelsOfOtherDataAreRefused() throws IOException {
        assertAlteredIsRefused("\\\"disc\\\"", "\\\"dial\\\"", "classes/0 is \"dial\", in this run \"disc\"");
        assertAlteredIsRefused("127.5", "100.5", "input/channels/0 is {", "100.5", ", in this run {", "127.5");
        assertAlteredIsRefused("red", "rot", "input/channels/0 is {", "rot", ", in this run {", "red");
        assertThat(run("text", NETWORK, altered("\"classes\":\"[", "\"classes\":\","))
                        .json("provenance.json"))
                .as("a list that is not known")
                .isNotNull();
    }

    /** Returns a setting that starts from the file with other metadata of the same length. */
    private String altered(String found, String replacement) throws IOException {
        String file = Files.readString(weights, StandardCharsets.ISO_8859_1);
        assertThat(file).contains(found);
        Path altered = folder.resolve("altered.safetensors");
        Files.writeString(
                altered,
                file.replaceFirst(Pattern.quote(found), Matcher.quoteReplacement(replacement)),
                StandardCharsets.ISO_8859_1);
        return "training.initial-weights=" + altered;
    }

    private void assertAlteredIsRefused(String found, String replacement, String... mentions) throws IOException {
        CommandLineRun refused = CommandLineRun.of(runOf("refused", NETWORK, altered(found, replacement)));
        refused.assertRefused(2, "CONFIG", mentions);
        assertThat(refused.err())
                .contains("altered.safetensors cannot be used: its metadata are of other data: ", "1 problem:");
    }

    @Test
    void modelsAreEvaluatedWithoutTheFile() throws IOException {
        Path started = run("started", "strategy=fedper", NETWORK, start()).directory();
        String evaluated = CommandLineRun.succeeding("evaluate %s", started).out();
        Files.delete(weights);
        assertThat(CommandLineRun.succeeding("evaluate %s", started).out()).isEqualTo(evaluated);
        CommandLineRun.succeeding("export %s --predictions --output %s", started, folder.resolve("logits.npz"));
    }

    @Test
    void anotherFileGivesAnotherRun() throws IOException {
        TrainedRun first = run("first", "strategy=fedper", NETWORK, start());
        assertThat(first.json("provenance.json").at("/option-files/0/name").textValue())
                .isEqualTo("weights.safetensors");
        assertThat(run("first", "strategy=fedper", NETWORK, start()).command().err())
                .contains("finished before, see " + first.directory());
        Path other = run("other", "strategy=fedavg", NETWORK, "seed=4").directory();
        Files.copy(other.resolve("models/client-0.safetensors"), weights, StandardCopyOption.REPLACE_EXISTING);
        assertThat(CommandLineRun.of("verify %s", first.directory()).err())
                .contains("is not reproduced", "provenance.json: differs", "rounds.jsonl");
        assertThat(CommandLineRun.succeeding(runOf("first", "strategy=fedper", NETWORK, start()))
                        .err())
                .contains("written to " + folder.resolve("first"))
                .doesNotContain(first.directory().toString());
    }

    @Test
    void blocksThatTheFileLacksAreDrawn() throws IOException {
        ParameterSet all = model(trained, 1);
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        all.layout()
                .backbone()
                .blocks()
                .forEach(block -> layout.add(block.name(), block.role(), block.depth(), block.shape()));
        float[] values = all.select(all.layout().backbone()).values();
        Files.write(
                weights,
                Safetensors.bytes(Map.of(), ParameterSet.of(layout.build().all(), values)));
        TrainedRun started = run("started", "strategy=fedper", NETWORK, NO_STEP, start());
        assertThat(started.command().err())
                .contains("training.initial-weights: " + weights + " has no values of exit1/", "; they are drawn");
        Path drawn = run("drawn", "strategy=fedper", NETWORK, NO_STEP).directory();
        assertThat(model(started.directory(), 0).values())
                .containsExactly(
                        model(drawn, 0)
                                .with(all.select(all.layout().backbone()))
                                .values(),
                        within(1e-20f)); // values of 0 change
    }

    @Test
    void filesOfOtherNetworksAreRefused() throws IOException {
        assertRefused("expected \"F32\" [4,6] at [", "network={\"hidden\": [6, 4]}");
        assertRefused("the network has no block 'stage2/", "network={\"hidden\": [6]}");
        byte[] file = Files.readAllBytes(weights);
        byte[] undefined = file.clone();
        Arrays.fill(undefined, file.length - 4, file.length, (byte) -1);
        Files.write(weights, undefined);
        assertRefused("values of 'exit", NETWORK);
        Files.writeString(weights, "no safetensors file at all");
        assertRefused("it is no complete safetensors file", NETWORK);
        Files.write(weights, Arrays.copyOf(file, 2000));
        assertRefused("it is no complete safetensors file", NETWORK);
        Files.writeString(weights, "{}");
        assertRefused("it is no complete safetensors file", NETWORK);
        Files.delete(weights);
        assertRefused("it does not exist", NETWORK);
    }

    private void assertRefused(String mention, String network) {
        CommandLineRun.of(runOf("refused", network, start()))
                .assertRefused(2, "CONFIG", "training.initial-weights: " + weights, mention);
    }
}
