package org.example.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.app.CommandLineInterface;
import org.exeunt.runtime.run.Experiment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClassifyTest {
    private static final Pattern LINE = Pattern.compile("(?m)^.*: \\w+ (\\S+) at exit (\\d)$");

    @TempDir
    Path folder;

    /** Compares with the exported model, which Deeplearning4j computes alone. */
    @Test
    void predictionsAreThoseOfTheExportedModel() throws IOException {
        String configuration =
                """
                {
                  "name": "applied", "seed": 1,
                  "dataset":   { "type": "shapes", "train": 120, "test": 20 },
                  "partition": { "type": "dirichlet", "alpha": 0.5, "clients": 2, "test-fraction": 0.25 },
                  "network":   { "backbone": { "type": "convnet", "width": 8 } },
                  "strategy":  "cafedistill",
                  "training":  { "rounds": 6, "batch-size": 8, "optimizer": { "learning-rate": 0.1 } },
                  "evaluation": { "interval": 6, "exit-policies": [ "confidence" ] }
                }
                """;
        Path run = Experiment.of(configuration)
                .runsDir(folder.resolve("runs"))
                .run()
                .directory();
        Path exported = folder.resolve("client1.zip");
        exeunt("export", run.toString(), "--client", "1", "--format", "dl4j", "--output", exported.toString());

        List<String> arguments = new ArrayList<>(List.of(run.toString(), "1"));
        List<INDArray> pictures = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
            INDArray pixels = Nd4j.create(1, 3, 32, 32);
            int colour = random.nextInt(1 << 24);
            for (int y = 0; y < 32; y++) {
                for (int x = 0; x < 32; x++) {
                    int rgb = x * x + y * y < 40 * i ? colour : random.nextInt(1 << 24);
                    picture.setRGB(x, y, rgb);
                    for (int channel = 0; channel < 3; channel++) {
                        pixels.putScalar(new int[] {0, channel, y, x}, rgb >> 16 - 8 * channel & 0xFF);
                    }
                }
            }
            Path file = folder.resolve(i + ".png");
            ImageIO.write(picture, "png", file.toFile());
            arguments.add(file.toString());
            pictures.add(pixels);
        }

        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Classify.main(arguments.toArray(String[]::new));
        } finally {
            System.setOut(before);
        }

        ComputationGraph graph = ModelSerializer.restoreComputationGraph(exported.toFile(), false);
        Matcher lines = LINE.matcher(printed.toString(StandardCharsets.UTF_8));
        List<MatchResult> predictions = lines.results().toList();
        assertEquals(pictures.size(), predictions.size());
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < predictions.size(); i++) {
            int exit = Integer.parseInt(predictions.get(i).group(2));
            double expected = graph.output(pictures.get(i))[exit - 1].maxNumber().doubleValue();
            assertEquals(expected, Double.parseDouble(predictions.get(i).group(1)), 1e-4, "picture " + i);
            used.add(exit);
        }
        assertTrue(used.size() > 1, "exits used: " + used);
    }

    private static void exeunt(String... arguments) {
        assertEquals(0, new CommandLineInterface(System.out, System.err).run(arguments));
    }
}
