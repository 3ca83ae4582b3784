package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.api.network.Network;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.device.Answer;
import org.exeunt.device.DeviceModel;
import org.exeunt.device.ExitRule;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.RunModels;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that {@code exeunt export --format device} writes answer as the models of the run do. */
@Tag("slow")
class ExportedDeviceModelsTest {
    private static final double TOLERANCE = 1e-4;

    @TempDir
    private Path folder;

    private Path run(String... settings) {
        return TrainedRun.ofSmall(
                        folder.resolve("runs"),
                        Stream.concat(
                                        Stream.of(
                                                "training.rounds=2",
                                                "partition.clients=2",
                                                "partition.validation-fraction=0.2"),
                                        Stream.of(settings))
                                .toArray(String[]::new))
                .directory();
    }

    private Path motionRun(String... settings) throws IOException {
        String motion =
                "dataset={\"type\": \"ucihar\", \"dir\": \"%s\"}".formatted(new SampledData(folder).of("ucihar"));
        return TrainedRun.ofSmall(
                        folder.resolve("runs"),
                        Stream.concat(
                                        Stream.of(
                                                motion,
                                                "partition={\"type\": \"natural\", \"test-fraction\": 0.3}",
                                                "training.rounds=2"),
                                        Stream.of(settings))
                                .toArray(String[]::new))
                .directory();
    }

    private static RunModels saved(Path run) {
        return RunModels.of(
                FinishedRun.open(run),
                PluginRegistry.load(ExportedDeviceModelsTest.class.getClassLoader()),
                Path.of(""),
                List.of("evaluation.exit-policies=[{\"type\": \"confidence\", \"thresholds\": [0.8]}]"));
    }

    private DeviceModel export(Path run, int client, String policy) throws IOException {
        Path file = folder.resolve("client-%d.exeunt".formatted(client));
        CommandLineRun.succeeding(new String[] {
            "export",
            run.toString(),
            "--client",
            "" + client,
            "--format",
            "device",
            "--policy",
            policy,
            "--output",
            file.toString()
        });
        return DeviceModel.open(file);
    }

    /** Returns inputs as the data set contains them. */
    private static float[][] raw(Examples examples, RunModels saved) {
        ExportFormat format = saved.exportFormats().stream()
                .filter(ExportFormat::personal)
                .findFirst()
                .orElseThrow();
        List<InputScaling.Channel> channels = saved.exportRequest(new ClientId(0), format, "")
                .scaling()
                .map(InputScaling::channels)
                .orElse(List.of());
        int size = saved.design().spec().input().size();
        float[][] rows = new float[examples.size()][size];
        for (int row = 0; row < rows.length; row++) {
            examples.copyTo(row, rows[row], 0);
            for (int i = 0; i < size && !channels.isEmpty(); i++) {
                InputScaling.Channel channel = channels.get(i / (size / channels.size()));
                rows[row][i] = (float) (rows[row][i] * channel.deviation() + channel.mean());
            }
        }
        return rows;
    }

    private static Federation federation(RunModels saved) {
        return Federation.assemble(saved.config(), saved.registry(), new RunContext(Path.of("")), activity -> {});
    }

    /** Compares logits at all exits, and answers by the given policies, of all test examples of two clients. */
    private void assertSameAnswers(Path run, String... policies) throws IOException {
        RunModels saved = saved(run);
        Federation federation = federation(saved);
        for (int client = 0; client < 2; client++) {
            Examples test = federation.clients().get(client).test();
            float[][] inputs = raw(test, saved);
            assertSameLogits(saved, new ClientId(client), test, inputs, export(run, client, policies[0]));
            for (String policy : policies) {
                DeviceModel model = export(run, client, policy);
                try (PersonalModel expected = PersonalModel.open(run, new ClientId(client), policy)) {
                    for (int i = 0; i < inputs.length; i++) {
                        float[] scaled = new float[inputs[i].length];
                        test.copyTo(i, scaled, 0);
                        PersonalModel.Prediction prediction = expected.predict(scaled);
                        Answer answer = model.predict(inputs[i]);
                        assertThat(answer.exit()).isEqualTo(prediction.exit().number());
                        assertThat(answer.label()).isEqualTo(prediction.label());
                        assertThat(answer.macs())
                                .isEqualTo(prediction.macs().orElseThrow().count());
                        assertThat(answer.probabilities()[answer.label()])
                                .isCloseTo(prediction.confidence(), within(TOLERANCE));
                    }
                }
            }
        }
    }

    private static void assertSameLogits(
            RunModels saved, ClientId client, Examples examples, float[][] inputs, DeviceModel model) {
        try (Network opened = saved.design().open()) {
            saved.ruled(client, opened).forward(examples, pass -> {
                for (Exit exit : pass.exits()) {
                    float[] thresholds = new float[model.exits()];
                    Arrays.fill(thresholds, 0, exit.index(), 2);
                    DeviceModel leaving = model.with(ExitRule.confidence(thresholds));
                    int classes = pass.classes();
                    for (int row = 0; row < pass.size(); row++) {
                        double[] logits = Arrays.copyOfRange(pass.logits(exit), row * classes, (row + 1) * classes);
                        Answer answer = leaving.predict(inputs[pass.example(row)]);
                        assertThat(answer.exit()).isEqualTo(exit.number());
                        double[] logarithms = Arrays.stream(answer.probabilities())
                                .map(Math::log)
                                .toArray();
                        assertThat(centred(logarithms))
                                .as("logits of %s, up to a constant", exit)
                                .containsExactly(centred(logits), within(TOLERANCE * largest(logits)));
                    }
                }
            });
        }
    }

    private static double largest(double[] logits) {
        return Arrays.stream(centred(logits)).map(Math::abs).reduce(1, Math::max);
    }

    private static double[] centred(double[] logits) {
        double mean = Arrays.stream(logits).average().orElseThrow();
        return Arrays.stream(logits).map(logit -> logit - mean).toArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "head={\"type\": \"linear\", \"pooling\": [4, 2, 1]}",
                "head=conv",
                "head=mlp",
                "backbone={\"type\": \"mlp\", \"hidden\": [9, 7]}",
                "backbone={\"type\": \"resnet18\", \"width\": 4}",
                "backbone={\"type\": \"any-width-convnet\", \"width\": 12, \"levels\": 3}"
            })
    void modelsOfPicturesAnswerAsInTheRun(String network) throws IOException {
        assertSameAnswers(
                run("strategy=fedper", "network." + network),
                "{\"type\": \"confidence\", \"thresholds\": [0.3]}",
                "{\"type\": \"ensemble\", \"thresholds\": [0.25]}",
                "{\"type\": \"budgeted\", \"steps\": [20]}",
                "{\"type\": \"risk-controlled\", \"epsilon\": 0.3, \"delta\": 0.5}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"convnet-1d", "any-width-convnet-1d"})
    void modelsOfMotionWithDiscriminantsAnswerAsInTheRun(String backbone) throws IOException {
        assertSameAnswers(
                motionRun(
                        "strategy=exit-discriminants",
                        "network.backbone={\"type\": \"%s\", \"width\": 8, \"kernel\": 5}".formatted(backbone)),
                "{\"type\": \"confidence\", \"thresholds\": [0.6]}",
                "{\"type\": \"ensemble\", \"thresholds\": [0.6]}");
    }

    /**
     * The method's own statistics are those of a client's examples. A square root amplifies differences of features that
     * are nearly 0, so probabilities are compared.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void personalisedModelIsThatOfTheMethod(boolean root) throws IOException {
        Path run = motionRun(
                "strategy={\"type\": \"exit-discriminants\", \"statistics\": \"own\", \"root\": %s}".formatted(root),
                "network.backbone={\"type\": \"convnet-1d\", \"width\": 8}");
        RunModels saved = saved(run);
        Federation federation = federation(saved);
        DeviceModel other = export(run, 1, "{\"type\": \"confidence\", \"thresholds\": [0.6]}");
        Examples train = federation.clients().get(0).train();
        int[] labels = IntStream.range(0, train.size()).map(train::label).toArray();
        DeviceModel personal = other.personalise(raw(train, saved), labels);
        DeviceModel expected = export(run, 0, "{\"type\": \"confidence\", \"thresholds\": [0.6]}");
        for (float[] input : raw(federation.clients().get(0).test(), saved)) {
            for (float[] thresholds : new float[][] {{0}, {2, 0}, {2}}) {
                ExitRule rule = ExitRule.confidence(thresholds);
                assertThat(personal.with(rule).predict(input).probabilities())
                        .containsExactly(expected.with(rule).predict(input).probabilities(), within(TOLERANCE));
            }
        }
    }

    /** With exeunt-device only on its class path. */
    @Test
    void exampleClassifiesARecording() throws IOException, InterruptedException {
        Path run = motionRun("network.backbone={\"type\": \"convnet-1d\", \"width\": 4}");
        DeviceModel model = export(run, 0, "{\"type\": \"confidence\", \"thresholds\": [0.8]}");
        Path recording = Files.writeString(folder.resolve("recording.csv"), recording(model.classNames()));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        DeviceModel.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath(),
                        Path.of("..", "examples", "device", "Motion.java").toString(),
                        folder.resolve("client-0.exeunt").toString(),
                        recording.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).hasSize(22);
        assertThat(output).containsPattern("accuracy before: 0.\\d\\d\naccuracy after: [01].\\d\\d, exits ");
        assertThat(output)
                .containsPattern("window 20: (%s) \\([01].\\d\\d\\) at exit [123], [\\d,]+ MACs"
                        .formatted(String.join("|", model.classNames())));
    }

    /** Returns twenty windows of 128 points with nine channels and the activity, which alternates. */
    private static String recording(List<String> classNames) {
        StringBuilder lines = new StringBuilder();
        for (int point = 0; point < 20 * 128; point++) {
            int activity = point / 128 / 2 % 2;
            for (int channel = 0; channel < 9; channel++) {
                lines.append(activity * Math.sin(point * (channel + 1))).append(",");
            }
            lines.append(classNames.get(activity)).append("\n");
        }
        return lines.toString();
    }

    @Test
    void whatDevicesCannotComputeIsRefused() throws IOException {
        Path file = folder.resolve("client.exeunt");
        Path run = run("network.backbone={\"type\": \"resnet18\", \"width\": 4, \"norm\": \"group\", \"groups\": 2}");
        CommandLineRun.of("export %s --client 0 --format device --output %s", run, file)
                .assertRefused(2, "CONFIG", "CONFIG-70", "stem", "group norm", "batch norm");
        CommandLineRun.of("export %s --client 0 --format device --policy margin --output %s", run, file)
                .assertRefused(2, "CONFIG", "CONFIG-71", "rules");
        assertThat(file).doesNotExist();
        CommandLineRun.of(new String[] {
                    "export",
                    run.toString(),
                    "--client",
                    "0",
                    "--format",
                    "device",
                    "--policy",
                    "{\"type\": \"margin\", \"thresholds\": [0.5]}",
                    "--output",
                    file.toString()
                })
                .assertRefused(2, "CONFIG", "CONFIG-70", "margin 0.50");
    }
}
