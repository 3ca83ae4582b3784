package org.exeunt.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Softmax;
import org.exeunt.runtime.plugins.PluginRegistry;
import org.exeunt.runtime.run.SavedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code exeunt export}, up to a program that has nothing but Deeplearning4j. */
class ExportCommandTest {
    private static final int CLASSES = 10;

    @TempDir
    private Path folder;

    private Path run(String engine, String network) throws IOException {
        Path config = Files.writeString(
                folder.resolve("run.json"),
                """
                {
                  "name": "exported", "seed": 1,
                  "dataset":   { "type": "shapes", "train": 60, "test": 20 },
                  "partition": { "type": "dirichlet", "alpha": 100, "clients": 2, "test-share": 0.25 },
                  "network":   %s,
                  "strategy":  "fedper",
                  "training":  { "rounds": 1, "batch-size": 8, "optimizer": { "learning-rate": 0.05 } },
                  "evaluation": { "exit-policies": [ { "type": "confidence" } ] },
                  "engine":    "%s"
                }
                """
                        .formatted(network, engine));
        Path runs = folder.resolve("runs-" + engine);
        CommandLineRun.succeeding("run", config.toString(), "--out", runs.toString());
        try (Stream<Path> directories = Files.list(runs)) {
            return directories.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    @Test
    void aProgramWithDeeplearning4jAloneGetsTheSameAnswers() throws IOException, InterruptedException {
        Path run = run("dl4j", "{ \"backbone\": { \"type\": \"convnet\", \"width\": 8 } }");
        Path file = folder.resolve("client1.zip");
        CommandLineRun told =
                CommandLineRun.succeeding("export", run.toString(), "--client", "1", "--to", file.toString());
        assertThat(told.out()).contains(file.toString(), "input 'in'", "'exit1' to 'exit3'");

        double[] expected = answers(run, new ClientId(1));
        assertThat(expected).hasSize(3 * 2 * CLASSES);
        double[] read = readElsewhere(file);
        assertThat(read).hasSize(expected.length);
        for (int i = 0; i < read.length; i++) {
            assertThat(read[i]).isCloseTo(expected[i], within(1e-5));
        }
        assertThat(expected).as("another client's model").isNotEqualTo(answers(run, new ClientId(0)));

        CommandLineRun refused = CommandLineRun.of("export", run.toString(), "--client", "2", "--to", file.toString());
        refused.assertRefused(4, "DATA", "DATA-24", "client 2", "0 to 1");
    }

    @Test
    void saysWhatCannotBeExported() throws IOException {
        Path run = run("toy", "{ \"hidden\": [6, 5] }");
        CommandLineRun refused = CommandLineRun.of(
                "export",
                run.toString(),
                "--client",
                "0",
                "--to",
                folder.resolve("x.zip").toString());
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("CONFIG-70", "engine 'toy'");
        assertThat(folder.resolve("x.zip")).doesNotExist();
    }

    private static double[] answers(Path run, ClientId client) {
        SavedRun saved = SavedRun.open(
                run, PluginRegistry.load(ExportCommandTest.class.getClassLoader()), Path.of(""), List.of());
        List<double[]> probabilities = new ArrayList<>();
        try (Network network = saved.design().open()) {
            network.load(saved.model(client));
            network.forward(new Waves(), pass -> {
                for (Exit exit : saved.design().facts().allExits().asList()) {
                    probabilities.add(softmax(pass.logits(exit)));
                }
            });
        }
        return probabilities.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] softmax(double[] logits) {
        double[] probabilities = new double[logits.length];
        double[] row = new double[CLASSES];
        for (int at = 0; at < logits.length; at += CLASSES) {
            Softmax.row(logits, at, CLASSES, 1, row);
            System.arraycopy(row, 0, probabilities, at, CLASSES);
        }
        return probabilities;
    }

    /** The two images that {@code ReadExportedModel.java} makes. */
    private static final class Waves implements Examples {
        @Override
        public int size() {
            return 2;
        }

        @Override
        public int label(int index) {
            return 0;
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            int size = 3 * 32 * 32;
            for (int i = 0; i < size; i++) {
                target[offset + i] = (float) Math.sin(index * size + i);
            }
        }
    }

    private double[] readElsewhere(Path file) throws IOException, InterruptedException {
        Path program = folder.resolve("ReadExportedModel.java");
        try (InputStream source = ExportCommandTest.class.getResourceAsStream("ReadExportedModel.java")) {
            Files.copy(source, program);
        }
        String libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        entry.endsWith(".jar") && !new File(entry).getName().startsWith("exeunt-"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        libraries,
                        program.toString(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines()
                .filter(line -> line.startsWith("probability "))
                .mapToDouble(line -> Double.parseDouble(line.substring("probability ".length())))
                .toArray();
    }
}
