package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.FinishedRun;
import org.exeunt.it.support.SampledData;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.SavedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Personal models of finished runs in ONNX Runtime. Part of the profile {@code onnx}. */
class OnnxRuntimeCommandTest {
    private static final Path QUICKSTART = Path.of("..", "examples", "quickstart.json");
    private static final Pictures PICTURES = Pictures.random(3);
    private static final long[] PICTURES_SHAPE = {3, 3, 32, 32};
    private static final double TOLERANCE = 1e-5;

    @TempDir
    private Path folder;

    @Test
    void modelsOfTheQuickstartPredictTheSame() throws OrtException {
        assertSamePredictions(
                FinishedRun.of(QUICKSTART, folder.resolve("runs"), "training.rounds=2", "evaluation.interval=2"),
                List.of(0, 7, 19),
                PICTURES,
                PICTURES.bytes(),
                PICTURES_SHAPE);
    }

    @ParameterizedTest
    @CsvSource({"fedrod, linear", "fedper, mlp", "reefl, recurrent", "depthfl, conv"})
    void personalHeadsPredictTheSame(String strategy, String head) throws OrtException {
        assertSamePredictions(
                FinishedRun.ofSmall(
                        folder.resolve("runs"),
                        "strategy={\"type\": \"" + strategy + "\"}",
                        "network.head=\"" + head + "\"",
                        "training.rounds=2"),
                List.of(0, 3),
                PICTURES,
                PICTURES.bytes(),
                PICTURES_SHAPE);
    }

    /** The texts have different lengths; the rest of a sequence is padding. */
    @Test
    void textsOfAnyLengthPredictTheSame() throws OrtException, IOException {
        FinishedRun run = FinishedRun.of(
                Path.of("..", "examples", "agnews.json"),
                folder.resolve("runs"),
                "dataset.dir=" + new SampledData(folder).of("agnews"),
                "dataset.length=24",
                "dataset.vocabulary=500",
                "network.backbone.vocabulary=500",
                "network.backbone.width=8",
                "network.backbone.feed-forward=16",
                "network.head=recurrent",
                "strategy={\"type\": \"reefl\"}",
                "partition.clients=4",
                "training.rounds=2",
                "training.participation=0.5",
                "training.local-epochs=1",
                "training.batch-size=16",
                "evaluation.interval=2");
        List<float[]> ids = new ArrayList<>();
        try (PersonalModel model = PersonalModel.open(
                run.directory(), new ClientId(0), "{\"type\": \"confidence\", \"thresholds\": [0.8]}")) {
            for (String text : List.of("the", "one day of the words", "word of the day ".repeat(9))) {
                ids.add(model.read(Files.writeString(folder.resolve("text.txt"), text)));
            }
        }
        assertThat(ids.get(0)[23]).as("padding").isZero();
        assertThat(ids.get(2)[23]).as("last token of a text that is cut").isNotZero();
        Texts texts = new Texts(ids);
        assertSamePredictions(run, List.of(0, 3), texts, texts.flat(), 3, 24);
    }

    /** Sequences of token ids. */
    private record Texts(List<float[]> ids) implements Examples {
        @Override
        public int size() {
            return ids.size();
        }

        @Override
        public int label(int index) {
            return 0;
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
            System.arraycopy(ids.get(index), 0, target, offset, ids.get(index).length);
        }

        float[] flat() {
            int length = ids.get(0).length;
            float[] flat = new float[size() * length];
            for (int i = 0; i < size(); i++) {
                copyTo(i, flat, i * length);
            }
            return flat;
        }
    }

    /**
     * Compares the logits of exported models with those of the run.
     *
     * @param raw the examples as exported models read them
     * @param shape shape of {@code raw}
     */
    private void assertSamePredictions(
            FinishedRun run, List<Integer> clients, Examples examples, float[] raw, long... shape) throws OrtException {
        SavedRun saved = SavedRun.open(
                run.directory(),
                PluginRegistry.load(OnnxRuntimeCommandTest.class.getClassLoader()),
                Path.of(""),
                List.of());
        for (int client : clients) {
            Path whole = folder.resolve("client" + client + ".onnx");
            Path stages = folder.resolve("client" + client);
            export(run, client, "onnx", whole);
            export(run, client, "onnx-stages", stages);
            try (Network network = saved.design().open()) {
                network.load(saved.model(new ClientId(client)));
                int exits = network.spec().exits();
                Map<String, float[][]> together = run(List.of(whole), raw, shape);
                Map<String, float[][]> separate = run(
                        IntStream.rangeClosed(1, exits)
                                .mapToObj(k -> stages.resolve("stage%d.onnx".formatted(k)))
                                .toList(),
                        raw,
                        shape);
                network.forward(examples, pass -> network.spec().allExits().forEach(exit -> {
                    double[] expected = pass.logits(exit);
                    String output = "exit%d_logits".formatted(exit.number());
                    assertThat(flat(together.get(output)))
                            .as("%s of client %d", output, client)
                            .containsExactly(expected, within(TOLERANCE));
                    assertThat(flat(separate.get(output)))
                            .as("%s of client %d, stage by stage", output, client)
                            .containsExactly(expected, within(TOLERANCE));
                }));
            }
        }
    }

    private static void export(FinishedRun run, int client, String format, Path output) {
        CommandLineRun exported = CommandLineRun.succeeding(
                "export",
                run.directory().toString(),
                "--client",
                String.valueOf(client),
                "--format",
                format,
                "--output",
                output.toString());
        assertThat(exported.err()).isEmpty();
    }

    /** Runs models one after the other and returns the outputs of the exits. */
    private static Map<String, float[][]> run(List<Path> models, float[] raw, long... shape) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> values = new HashMap<>();
        values.put("in", OnnxTensor.createTensor(environment, FloatBuffer.wrap(raw), shape));
        Map<String, float[][]> exits = new HashMap<>();
        for (Path model : models) {
            try (OrtSession session = environment.createSession(model.toString())) {
                Map<String, OnnxTensor> inputs = new HashMap<>(values);
                inputs.keySet().retainAll(session.getInputNames());
                for (Map.Entry<String, OnnxValue> output : session.run(inputs)) {
                    values.put(output.getKey(), (OnnxTensor) output.getValue());
                    if (output.getKey().endsWith("_logits")) {
                        exits.put(output.getKey(), (float[][]) output.getValue().getValue());
                    }
                }
            }
        }
        return exits;
    }

    private static double[] flat(float[][] rows) {
        double[] flat = new double[rows.length * rows[0].length];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = rows[i / rows[0].length][i % rows[0].length];
        }
        return flat;
    }
}
