package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Softmax;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.RunModels;
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

    private TrainedRun run(String strategy, String dataset, String backbone) {
        String data = dataset.equals("shapes")
                ? "\"shapes\""
                : "{\"type\": \"%s\", \"dir\": \"%s\"}".formatted(dataset, new SampledData(folder).of(dataset));
        return TrainedRun.ofSmall(
                folder.resolve("runs"),
                "dataset=" + data,
                "strategy=" + strategy,
                "partition={\"type\": \"iid\", \"clients\": 2, \"test-fraction\": 0.3, \"subsample\": 0.3,"
                        + " \"validation-fraction\": 0.2}",
                "network.backbone=" + backbone,
                "training.rounds=2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "shapes; {\"type\": \"convnet\", \"width\": 8}",
                "shapes; {\"type\": \"resnet18\", \"width\": 4}",
                "shapes; {\"type\": \"mlp\", \"hidden\": [9, 7]}",
                "ucihar; {\"type\": \"convnet-1d\", \"width\": 8}",
                "agnews; {\"type\": \"transformer\", \"width\": 8, \"heads\": 2, \"blocks\": 3}"
            })
    void answersAreThoseOfPredictForEveryTestExample(String dataset, String backbone) throws OrtException {
        TrainedRun run = run("fedper", dataset, backbone);
        RunModels saved = saved(run);
        Federation federation =
                Federation.assemble(saved.config(), saved.registry(), new RunContext(Path.of("")), activity -> {});
        Set<Integer> taken = new HashSet<>();
        for (int client = 0; client < 2; client++) {
            Examples test = federation.clients().get(client).test();
            double median = median(saved, client, test);
            String policy = "{\"type\": \"confidence\", \"thresholds\": [%s]}".formatted(median);
            Path file = folder.resolve("leaving%d.onnx".formatted(client));
            CommandLineRun.succeeding(new String[] {
                "export",
                run.directory().toString(),
                "--client",
                "" + client,
                "--format",
                "onnx-exits",
                "--policy",
                policy,
                "--output",
                file.toString()
            });
            try (PersonalModel expected = PersonalModel.open(run.directory(), new ClientId(client), policy);
                    OrtSession session = session(file)) {
                for (int i = 0; i < test.size(); i++) {
                    float[] scaled = new float[saved.design().spec().input().size()];
                    test.copyTo(i, scaled, 0);
                    PersonalModel.Prediction prediction = expected.predict(scaled);
                    Map<String, OnnxTensor> in = Map.of("in", input(saved, client, scaled));
                    try (OrtSession.Result answer = session.run(in)) {
                        assertThat(number(answer, "exit"))
                                .isEqualTo(prediction.exit().number());
                        assertThat(number(answer, "label")).isEqualTo(prediction.label());
                        float[][] probabilities = (float[][])
                                answer.get("probabilities").orElseThrow().getValue();
                        assertThat((double) probabilities[0][prediction.label()])
                                .isCloseTo(prediction.confidence(), within(TOLERANCE));
                    }
                    taken.add(prediction.exit().number());
                }
            }
        }
        assertThat(taken).hasSizeGreaterThan(1);
    }

    @Test
    void modelsWithAPersonalRuleAreRefused() {
        TrainedRun run = run("exit-discriminants", "shapes", "{\"type\": \"convnet\", \"width\": 8}");
        CommandLineRun refused = CommandLineRun.of(
                "export %s --client 0 --format onnx-exits --output %s", run.directory(), folder.resolve("no.onnx"));
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err()).contains("a personal rule computes its logits, which ONNX models do not contain");
        assertThat(folder.resolve("no.onnx")).doesNotExist();
    }

    private static OrtSession session(Path file) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        // it warns of every input with a default value
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        return OrtEnvironment.getEnvironment().createSession(file.toString(), options);
    }

    private static RunModels saved(TrainedRun run) {
        return RunModels.of(
                TrainedRun.open(run.directory()),
                PluginRegistry.load(OnnxRuntimeCommandTest.class.getClassLoader()),
                Path.of(""),
                List.of("evaluation.exit-policies=[{\"type\": \"confidence\", \"thresholds\": [0.8]}]"));
    }

    /** Returns the median of the confidences at exit 1. */
    private static double median(RunModels saved, int client, Examples test) {
        List<Double> confidences = new ArrayList<>();
        try (Network network = saved.design().open()) {
            network.load(saved.model(new ClientId(client)));
            network.forward(test, pass -> {
                double[] probabilities = new double[pass.classes()];
                for (int row = 0; row < pass.size(); row++) {
                    Softmax.row(pass.logits(new Exit(1)), row * pass.classes(), pass.classes(), 1, probabilities);
                    confidences.add(Arrays.stream(probabilities).max().orElseThrow());
                }
            });
        }
        // between two examples, so that the last bits of single precision decide nothing
        List<Double> sorted = confidences.stream().sorted().toList();
        int half = sorted.size() / 2;
        return (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** Returns an example as exported models read it. */
    private static OnnxTensor input(RunModels saved, int client, float[] scaled) throws OrtException {
        ExportFormat format = new ExportFormat("onnx-exits", false, true, "");
        List<InputScaling.Channel> channels = saved.exportRequest(new ClientId(client), format, "")
                .scaling()
                .map(InputScaling::channels)
                .orElse(List.of());
        float[] raw = scaled.clone();
        for (int i = 0; i < raw.length && !channels.isEmpty(); i++) {
            InputScaling.Channel channel = channels.get(i / (raw.length / channels.size()));
            raw[i] = (float) (raw[i] * channel.deviation() + channel.mean());
        }
        long[] shape = LongStream.concat(
                        LongStream.of(1),
                        saved.design().spec().input().lengths().stream().mapToLong(Integer::longValue))
                .toArray();
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(raw), shape);
    }

    private static long number(OrtSession.Result answer, String output) throws OrtException {
        return ((long[]) answer.get(output).orElseThrow().getValue())[0];
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
