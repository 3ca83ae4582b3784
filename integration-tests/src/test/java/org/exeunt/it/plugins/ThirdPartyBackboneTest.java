package org.exeunt.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.config.plugins.PluginScan;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.CommandProcess;
import org.exeunt.it.support.SampledData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A backbone of another project, built with Deeplearning4j's LSTM: loaded from its jar, trained, exported, and read by
 * Deeplearning4j without Exeunt.
 */
class ThirdPartyBackboneTest {
    private static final Path SOURCE =
            Path.of("..", "engine-dl4j", "src", "test", "java", "org", "example", "lstm", "Dl4jLstm.java");
    private static final Path DOCUMENT = Path.of("..", "docs", "plugins.md");
    private static final Path MOTIONS = Path.of("..", "examples", "own-data", "motions");
    private static final int CHANNELS = 2;
    private static final int STEPS = 48;
    private static final int EXITS = 2;

    @TempDir
    private Path folder;

    private CommandProcess process;

    /** Starts the process of all commands of a test, with the compiled source on its class path. */
    private void start(String source) throws IOException {
        Path jar = jar(folder, source);
        process = new CommandProcess(folder, List.of(jar), Map.of("EXEUNT_CLASSPATH", jar.toString()));
    }

    @AfterEach
    void end() {
        Optional.ofNullable(process).ifPresent(CommandProcess::close);
    }

    private CommandLineRun succeeding(String... arguments) throws IOException {
        CommandLineRun command = process.run(arguments);
        assertThat(command.status())
                .as("%s: %s", List.of(arguments), command.err())
                .isZero();
        return command;
    }

    private static Path jar(Path folder, String source) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path file = Files.writeString(classes.resolve("Dl4jLstm.java"), source);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-d",
                                classes.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                file.toString()))
                .isZero();
        Path jar = folder.resolve("dl4j-lstm-1.0.jar");
        try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> compiled = Files.list(classes.resolve("org/example/lstm"))) {
            for (Path each : compiled.toList()) {
                entries.putNextEntry(new ZipEntry("org/example/lstm/" + each.getFileName()));
                entries.write(Files.readAllBytes(each));
            }
            entries.putNextEntry(new ZipEntry(PluginScan.SERVICE_FILE));
            entries.write("org.example.lstm.Dl4jLstm$Listed".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private Path config(String sequence) throws IOException {
        return Files.writeString(
                folder.resolve("run.json"),
                """
                {
                  "name": "third-party", "seed": 1,
                  "dataset":   { "type": "arrays", "dir": "%s", "standardise": false },
                  "partition": { "type": "natural", "hold-out": "random", "test-fraction": 0.25 },
                  "network":   { "backbone": { "type": "dl4j-lstm", "units": 8 }, "head": { "type": "linear"%s } },
                  "strategy":  "fedper",
                  "training":  { "rounds": 1, "batch-size": 32, "optimizer": { "learning-rate": 0.1 } },
                  "evaluation": { "exit-policies": [ { "type": "confidence", "thresholds": [0, 0.5] } ] }
                }
                """
                        .formatted(MOTIONS.toAbsolutePath(), sequence));
    }

    private CommandLineRun train(Path config) throws IOException {
        CommandLineRun run = succeeding(
                "run", config.toString(), "--runs-dir", folder.resolve("runs").toString());
        assertThat(run.err()).as("warnings").doesNotContain("warning: plugin");
        return run;
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    /** Returns values from -64 to 63 in the layout of a NumPy array. */
    private static byte[] series() {
        byte[] values = new byte[CHANNELS * STEPS];
        new Random(5).nextBytes(values);
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (values[i] / 2);
        }
        return values;
    }

    private JsonNode predicted(Path run, int threshold) throws IOException {
        Path series = SampledData.array(folder.resolve("series.npy"), "(2, 48)", series());
        return json(succeeding(
                                "predict",
                                run.toString(),
                                "--client",
                                "1",
                                "--input",
                                series.toString(),
                                "--json",
                                "--policy",
                                "{\"type\": \"confidence\", \"thresholds\": [%d]}".formatted(threshold))
                        .out())
                .get(0);
    }

    @Test
    void modelIsReadBackByDeeplearning4jAlone() throws IOException {
        start(Files.readString(SOURCE));
        assertThat(train(config("")).err()).contains("exeunt predict ");
        Path run = ChildRun.finished(folder.resolve("runs")).orElseThrow();
        JsonNode summary = json(Files.readString(run.resolve("summary.json")));
        long stage = STEPS * 4 * 8;
        assertThat(summary.at("/network/full-macs").longValue())
                .isEqualTo(stage * (CHANNELS + 8) + stage * (8 + 8) + 8 * 3);
        assertThat(summary.at("/rules/0/macs-saved").doubleValue()).isBetween(0.5, 0.7);
        assertThat(summary.at("/warnings").toString()).doesNotContain("MACs");
        succeeding("verify", run.toString());

        Path file = folder.resolve("client1.zip");
        succeeding("export", run.toString(), "--client", "1", "--format=dl4j", "--output", file.toString());
        try (ZipFile zip = new ZipFile(file.toFile())) {
            JsonNode notes = new ObjectMapper().readTree(zip.getInputStream(zip.getEntry("exeunt.json")));
            assertThat(notes.at("/input/layout").textValue()).isEqualTo("[batch, channels, time]");
            assertThat(notes.at("/input/shape")).hasToString("[2,48]");
        }
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
        float[] values = new float[CHANNELS * STEPS];
        for (int i = 0; i < values.length; i++) {
            values[i] = series()[i];
        }
        INDArray[] probabilities =
                graph.output(false, Nd4j.createFromArray(values).reshape('c', 1, CHANNELS, STEPS));
        assertThat(probabilities).hasSize(EXITS);
        for (int exit = 1; exit <= EXITS; exit++) {
            JsonNode prediction = predicted(run, exit == 1 ? 0 : 1);
            assertThat(prediction.at("/exit").intValue()).isEqualTo(exit);
            INDArray row = probabilities[exit - 1];
            int label = row.argMax(1).getInt(0);
            assertThat(label).isEqualTo(prediction.at("/label").intValue());
            assertThat(row.getDouble(0, label))
                    .isCloseTo(prediction.at("/confidence").doubleValue(), within(1e-5));
            assertThat(prediction.at("/macs").longValue()).isPositive();
        }
        graph.close();
    }

    /** A subclass of LSTM might compute anything, so neither its cost nor an equivalent in other formats is known. */
    @Test
    void unknownLayerHasNoMacsAndNoOnnx() throws IOException {
        start(
                Files.readString(SOURCE)
                        .replace("new LSTM.Builder()", "new OwnLstm(new LSTM.Builder()")
                        .replace(".build(),\n                input);", ".build()),\n                input);")
                        .replaceFirst(
                                "\\}\\s*$",
                                """
                                    public static final class OwnLstm extends LSTM {
                                        OwnLstm(LSTM other) {
                                            setNOut(other.getNOut());
                                            setActivationFn(other.getActivationFn());
                                        }
                                    }
                                }
                                """));
        assertThat(train(config(", \"sequence\": \"mean\"")).err()).contains("exeunt predict ");
        Path run = ChildRun.finished(folder.resolve("runs")).orElseThrow();
        CommandLineRun refused = process.run(
                "export", run.toString(), "--client=1", "--format=onnx-stages", "--output=" + folder.resolve("stages"));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("OwnLstm", "OnnxEquivalent");

        JsonNode summary = json(Files.readString(run.resolve("summary.json")));
        assertThat(summary.at("/network/full-macs").isNull()).isTrue();
        assertThat(summary.at("/network/leaving-macs")).isEmpty();
        assertThat(summary.at("/rules/0/macs-saved").isNull()).isTrue();
        assertThat(summary.at("/policies/0/macs-saved-at-equal-accuracy").isNull())
                .isTrue();
        assertThat(summary.at("/warnings/0").textValue())
                .contains("Dl4jLstm$OwnLstm) of stage 1", "org.exeunt.dl4j.spi.MacCounting");
        assertThat(Files.readString(run.resolve("exits.csv"))).contains("confidence 0.00,", ",,1.0,0.0");
        assertThat(run.resolve("report.html")).isNotEmptyFile();

        JsonNode prediction = predicted(run, 0);
        assertThat(prediction.at("/macs").isNull()).isTrue();
        assertThat(prediction.at("/macs-saved").isNull()).isTrue();
        assertThat(succeeding(
                                "evaluate",
                                run.toString(),
                                "--policy",
                                "{\"type\": \"confidence\", \"thresholds\": [0.3]}")
                        .out())
                .contains("the MACs of a layer are not known");
        String runs = run.getParent().toString();
        String report = folder.resolve("report").toString();
        succeeding("run", folder.resolve("run.json").toString(), "--runs-dir", runs, "--set", "seed=2");
        String other = succeeding("runs", "latest", "--runs-dir", runs).out().strip();
        succeeding("compare", run.toString(), other, "--report", report);
        assertThat(Path.of(report, "results.csv"))
                .content()
                .contains(",macs-saved,")
                .containsPattern("fedper,1,.*,,\\d+,\\d+,\\d+");
    }

    @Test
    void documentedBackboneIsTheTestedOne() throws IOException {
        String document = Files.readString(DOCUMENT);
        int start = document.indexOf("```java\n", document.indexOf("## Layers")) + "```java\n".length();
        List<String> shown = lines(document.substring(start, document.indexOf("```", start)));
        assertThat(shown).hasSizeGreaterThan(10);
        assertThat(lines(Files.readString(SOURCE))).containsSequence(shown);
    }

    private static List<String> lines(String text) {
        return text.strip().lines().map(String::strip).toList();
    }
}
