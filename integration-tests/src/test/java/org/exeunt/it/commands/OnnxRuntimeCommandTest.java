package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.model.RunModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Personal models of finished runs in ONNX Runtime. Part of the profile {@code onnx}. */
class OnnxRuntimeCommandTest {
    private static final Path QUICKSTART = Path.of("..", "examples", "quickstart.json");
    private static final Pictures PICTURES = Pictures.random(3);
    private static final long[] PICTURES_SHAPE = {3, 3, 32, 32};
    private static final double TOLERANCE = 1e-5;

    @TempDir
    private Path folder;

    /** Tests of the engine compare all backbones and heads. */
    @Test
    void modelsOfTheQuickstartPredictTheSame() throws OrtException {
        assertSamePredictions(
                TrainedRun.of(QUICKSTART, folder.resolve("runs"), "training.rounds=2", "evaluation.interval=2"),
                List.of(0, 19),
                PICTURES,
                PICTURES.bytes(),
                PICTURES_SHAPE);
    }

    /**
     * Compares the logits of exported models with those of the run.
     *
     * @param raw the examples as exported models read them
     * @param shape shape of {@code raw}
     */
    private void assertSamePredictions(
            TrainedRun run, List<Integer> clients, Examples examples, float[] raw, long... shape) throws OrtException {
        RunModels saved = RunModels.of(
                TrainedRun.open(run.directory()),
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

    private static void export(TrainedRun run, int client, String format, Path output) {
        CommandLineRun exported = CommandLineRun.succeeding(
                "export %s --client %s --format %s --output %s", run.directory(), client, format, output);
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
