package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import onnx.Onnx.ModelProto;
import onnx.Onnx.ValueInfoProto;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Softmax;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.model.RunModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@code exeunt export}, and reading the exported model in a program that uses only Deeplearning4j. */
class ExportCommandTest {
    private static final int SIDE = 32;
    private static final int EXITS = 3;
    private static final String PROGRAM = "ReadExportedModel.java";
    private static final Path DOCUMENT = Path.of("..", "docs", "export.md");

    private static final int CLASSES = 10;
    private static final int PICTURES = 2;

    @TempDir
    private Path folder;

    private Path run(String... settings) {
        return TrainedRun.ofSmall(
                        folder.resolve("runs"),
                        Stream.concat(
                                        Stream.of(
                                                "partition={\"type\": \"iid\", \"clients\": 2}",
                                                "strategy=fedper",
                                                "dataset.train=60",
                                                "training.rounds=1"),
                                        Stream.of(settings))
                                .toArray(String[]::new))
                .directory();
    }

    /** The exported model reads raw bytes: the scaling of the data set is part of it. */
    @Test
    void exportedModelPredictsLikeTheRun() throws IOException, InterruptedException {
        Path run = run("dataset={\"type\": \"cifar10\", \"dir\": \"%s\", \"scaling\": \"norm-stats\"}"
                .formatted(new SampledData(folder).of("cifar10")));
        Path file = folder.resolve("client1.zip");
        CommandLineRun exported =
                CommandLineRun.succeeding("export %s --client 1 --format dl4j --output %s", run, file);
        assertThat(exported.out()).contains(file.toString(), "input 'in'", "'exit1' to 'exit3'", "exeunt.json");
        assertThat(exported.err()).isEmpty();

        Path picture = picture();
        JsonNode notes = notes(file);
        List<double[]> outputs = runProgram(file, picture);
        assertThat(outputs).hasSize(EXITS);
        for (int exit : List.of(1, EXITS)) {
            JsonNode expected = predicted(run, 1, picture, exit);
            double[] probabilities = outputs.get(exit - 1);
            int label = argmax(probabilities);
            assertThat(label).isEqualTo(expected.at("/label").intValue());
            assertThat(notes.at("/classes").get(label)).isEqualTo(expected.at("/class-name"));
            assertThat(probabilities[label])
                    .isCloseTo(expected.at("/confidence").doubleValue(), within(1e-5));
        }
        assertThat(predicted(run, 0, picture, 1))
                .as("another client's model")
                .isNotEqualTo(predicted(run, 1, picture, 1));
        assertThat(notes.at("/origin/client").asText()).isEqualTo("1");
        assertThat(run.getFileName().toString())
                .isEqualTo(notes.at("/origin/run").asText() + "-"
                        + notes.at("/origin/hash").asText());

        CommandLineRun refused = CommandLineRun.of("export %s --client 2 --output %s", run, file);
        refused.assertRefused(4, "DATA", "DATA-24", "client 2", "The run stored 2 models");
        CommandLineRun.succeeding("export %s --client 1 --output %s", run, file);
        byte[] ofDefault = Files.readAllBytes(file);
        export(run, "onnx", file);
        assertThat(file).as("the default format").hasBinaryContent(ofDefault);
        CommandLineRun unknown = CommandLineRun.of("export %s --client 1 --format h5 --output %s", run, file);
        unknown.assertRefused(2, "CONFIG", "CONFIG-73", "'h5'", "dl4j: a Deeplearning4j ComputationGraph");
    }

    /** Without numbers nothing is scaled, but the words that the file contains are the names of the inputs. */
    @Test
    void changedTableOfWordsIsRefused() throws IOException {
        String rows = "clay,sun,oak\nsand,shade,birch\nsand,sun,oak\nclay,shade,birch\n".repeat(6);
        Path table = Files.writeString(folder.resolve("plots.csv"), "soil,light,species\n" + rows);
        Path run = run(
                "dataset={\"type\": \"csv\", \"file\": \"%s\", \"label\": \"species\"}".formatted(table),
                "network.backbone={\"type\": \"mlp\", \"hidden\": [4]}");
        Path file = folder.resolve("client1.zip");
        export(run, "dl4j", file);
        assertThat(notes(file).toString()).contains("soil = clay");
        Files.writeString(table, Files.readString(table).replace("clay", "zinc"));
        CommandLineRun.of("export %s --client 1 --output %s", run, folder.resolve("other.zip"))
                .assertRefused(4, "DATA", "DATA-26", "plots.csv");
    }

    private static void export(Path run, String format, Path file) {
        CommandLineRun.succeeding("export %s --client 1 --format %s --output %s", run, format, file);
    }

    private static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static JsonNode predicted(Path run, int client, Path picture, int exit) {
        JsonNode prediction = CommandLineRun.succeeding(
                        "predict %s --client %s --input %s --json --policy %s",
                        run,
                        client,
                        picture,
                        "{\"type\": \"confidence\", \"thresholds\": [%d]}".formatted(exit == 1 ? 0 : 1))
                .json()
                .get(0);
        assertThat(prediction.at("/exit").intValue()).isEqualTo(exit);
        return prediction;
    }

    private Path picture() throws IOException {
        Random random = new Random(4);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                image.setRGB(x, y, random.nextInt(64) << 16 | 4 * x << 8 | 255 - 8 * y);
            }
        }
        Path file = folder.resolve("picture.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static JsonNode notes(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return new ObjectMapper().readTree(zip.getInputStream(zip.getEntry("exeunt.json")));
        }
    }

    @Test
    void filesOfARunAreNotReplaced() throws IOException {
        Path run = run();
        for (String name : List.of("config.json", "models/client-1.safetensors", "new/model.zip")) {
            CommandLineRun.of("export %s --client=1 --output=%s", run, run.resolve(name))
                    .assertRefused(2, "CONFIG", run.toString(), "choose another place");
        }
        CommandLineRun.succeeding("export %s --client=1 %s", run, "--output=" + folder.resolve("model.zip"));
    }

    /** The head reads earlier features, so Deeplearning4j has no equivalent of this network. */
    @Test
    void onlyOnnxSupportsTheRecurrentHead() throws IOException {
        Path recurrent = run("network.head=recurrent");
        assertRefused(recurrent, "EarlierFeatures");

        Path stages = folder.resolve("stages");
        CommandLineRun exported =
                CommandLineRun.succeeding("export %s --client 1 --format onnx-stages --output %s", recurrent, stages);
        assertThat(exported.out()).contains(stages.toString(), "stage1.onnx to stage3.onnx");
        assertThat(stages)
                .isDirectoryNotContaining(path -> !path.getFileName().toString().matches("stage[1-3].onnx"));
        ModelProto last = ModelProto.parseFrom(Files.readAllBytes(stages.resolve("stage3.onnx")));
        assertThat(last.getGraph().getInputList())
                .extracting(ValueInfoProto::getName)
                .containsExactlyInAnyOrder("stage2", "exit1_feature", "exit2_feature");
    }

    private void assertRefused(Path run, String reason) {
        CommandLineRun.of("export %s --client 0 --format dl4j --output %s", run, folder.resolve("x.zip"))
                .assertRefused(2, "CONFIG", "CONFIG-70", reason);
        assertThat(folder.resolve("x.zip")).doesNotExist();
    }

    @Test
    void documentedProgramIsTheTestedOne() throws IOException {
        String document = Files.readString(DOCUMENT);
        int start = document.indexOf("```java\n") + "```java\n".length();
        List<String> shown = document.substring(start, document.indexOf("```", start))
                .strip()
                .lines()
                .map(String::strip)
                .toList();
        List<String> tested = program().lines().map(String::strip).toList();
        assertThat(shown).hasSizeGreaterThan(8);
        assertThat(tested).containsSequence(shown);
    }

    private static String program() throws IOException {
        try (var source = ExportCommandTest.class.getResourceAsStream(PROGRAM)) {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<double[]> runProgram(Path file, Path picture) throws IOException, InterruptedException {
        Path program = Files.writeString(folder.resolve(PROGRAM), program());
        String libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        entry.endsWith(".jar") && !new File(entry).getName().startsWith("exeunt-"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        libraries,
                        program.toString(),
                        file.toString(),
                        picture.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines()
                .filter(line -> line.startsWith("probabilities "))
                .map(line -> Stream.of(line.substring("probabilities ".length()).split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
    }

    /** Methods whose personal models differ in form: shared, mixed, narrow, with own heads, or with untrained parts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "apfl; faults.dropout=0.3",
                "depthfl; seed=3",
                "fedrod; seed=3",
                "local; seed=3",
                "scalefl; strategy.widths=[0.5, 0.5, 1]",
                "fedavg; coordination=\"capacity\"",
                "fedper; evaluation.new-clients=1",
                "fedper; training.personal-head-init=per-client"
            })
    void exportedModelsPredictLikeTheOriginals(String strategy, String setting) throws IOException {
        Path run = TrainedRun.ofSmall(
                        folder.resolve("runs"),
                        "strategy={\"type\": \"" + strategy + "\"}",
                        "dataset.train=60",
                        "training.rounds=1",
                        setting)
                .directory();
        RunModels saved = RunModels.of(
                TrainedRun.open(run),
                PluginRegistry.load(ExportCommandTest.class.getClassLoader()),
                Path.of(""),
                List.of());
        int clients = saved.run().outline().setting().clients()
                + saved.run().outline().setting().newClients();
        for (int client : List.of(0, clients - 1)) {
            Path file = folder.resolve("client.zip");
            CommandLineRun.succeeding("export %s --client %s --format dl4j --output %s", run, client, file);
            assertSamePredictions(saved, new ClientId(client), file);
        }
    }

    private static void assertSamePredictions(RunModels saved, ClientId client, Path file) throws IOException {
        Pictures pictures = Pictures.random(PICTURES);
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
        INDArray[] outputs = graph.output(Nd4j.createFromArray(pictures.bytes()).reshape('c', PICTURES, 3, 32, 32));
        try (Network network = saved.design().open()) {
            network.load(saved.model(client));
            network.forward(pictures, pass -> {
                for (int k = 0; k < outputs.length; k++) {
                    double[] logits = pass.logits(new Exit(k + 1));
                    double[] expected = new double[CLASSES];
                    for (int i = 0; i < PICTURES; i++) {
                        Softmax.row(logits, i * CLASSES, CLASSES, 1, expected);
                        assertThat(outputs[k].getRow(i).toDoubleVector())
                                .as("exit %d of client %s", k + 1, client)
                                .containsExactly(expected, within(1e-5));
                    }
                }
            });
        }
        graph.close();
    }
}
