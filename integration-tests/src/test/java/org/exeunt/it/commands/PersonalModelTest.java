package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.Softmax;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.federation.PartitionedData;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.PersonalModel.Prediction;
import org.exeunt.runtime.model.RunModels;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testsupport.PluginClassLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client's model used in an application, and {@code exeunt predict}. */
class PersonalModelTest {
    private static final int CLASSES = 10;
    private static final int INPUTS = 40;
    private static final Pictures PICTURES = Pictures.random(INPUTS);
    private static final double THRESHOLD = 0.4;
    private static final String POLICY = "{\"type\": \"confidence\", \"thresholds\": [%s]}".formatted(THRESHOLD);
    private static final ClientId CLIENT = new ClientId(1);

    @TempDir
    private static Path folder;

    private static Path run;
    private static List<float[]> inputs;

    @BeforeAll
    static void finishARun() throws IOException {
        run = TrainedRun.ofSmall(
                        folder.resolve("runs"),
                        "seed=1",
                        "dataset.train=120",
                        "partition={\"type\": \"dirichlet\", \"alpha\": 0.5, \"clients\": 2, \"test-fraction\": 0.25}",
                        "strategy=fedper",
                        "training.rounds=6",
                        "training.batch-size=8",
                        "training.optimizer.learning-rate=0.1")
                .directory();
        inputs = IntStream.range(0, INPUTS)
                .mapToObj(i -> {
                    float[] values = new float[3 * 32 * 32];
                    PICTURES.copyTo(i, values, 0);
                    return values;
                })
                .toList();
    }

    /** Returns the predictions at the first exit that is confident enough, computed from all exits of the network. */
    private List<Prediction> expected() {
        RunModels saved = RunModels.of(
                TrainedRun.open(run), PluginRegistry.load(PersonalModelTest.class.getClassLoader()), folder, List.of());
        NetworkSpec facts = saved.design().spec();
        double full = facts.costOfOnly(facts.finalExit()).orElseThrow().count();
        List<Prediction> predictions = new ArrayList<>();
        try (Network network = saved.design().open()) {
            network.load(saved.model(CLIENT));
            network.forward(PICTURES, pass -> {
                for (int i = 0; i < pass.size(); i++) {
                    for (Exit exit : facts.allExits()) {
                        double[] probabilities = new double[CLASSES];
                        Softmax.row(pass.logits(exit), i * CLASSES, CLASSES, 1, probabilities);
                        int label = IntStream.range(0, CLASSES)
                                .reduce(0, (a, b) -> probabilities[b] > probabilities[a] ? b : a);
                        if (probabilities[label] >= THRESHOLD || exit.equals(facts.finalExit())) {
                            var macs = facts.costOfLeavingAt(exit);
                            predictions.add(new Prediction(
                                    label,
                                    probabilities[label],
                                    exit,
                                    macs,
                                    OptionalDouble.of(1 - macs.orElseThrow().count() / full)));
                            break;
                        }
                    }
                }
            });
        }
        return predictions;
    }

    @Test
    void exitsAtTheFirstConfidentExit() {
        try (PersonalModel model = PersonalModel.open(run, CLIENT, POLICY)) {
            List<Prediction> expected = expected();
            assertThat(expected.stream().map(Prediction::exit).distinct())
                    .as("exits used")
                    .hasSizeGreaterThan(1);
            List<Prediction> predictions = model.predict(inputs);
            assertSame(predictions, expected);
            assertSame(List.of(model.predict(inputs.get(3))), expected.subList(3, 4));
            assertSame(
                    IntStream.range(0, INPUTS)
                            .parallel()
                            .mapToObj(i -> model.predict(inputs.get(i)))
                            .toList(),
                    expected);
            assertThat(model.input().lengths()).containsExactly(3, 32, 32);
        }
    }

    private static void assertSame(List<Prediction> predictions, List<Prediction> expected) {
        assertThat(predictions).hasSameSizeAs(expected);
        for (int i = 0; i < predictions.size(); i++) {
            Prediction prediction = predictions.get(i);
            Prediction other = expected.get(i);
            assertThat(prediction.exit()).isEqualTo(other.exit());
            assertThat(prediction.label()).isEqualTo(other.label());
            assertThat(prediction.confidence()).isCloseTo(other.confidence(), within(1e-5));
            assertThat(prediction.macs()).isEqualTo(other.macs());
            assertThat(prediction.saved()).isEqualTo(other.saved());
        }
    }

    @Test
    void needsOnlyThePluginsOfItsNetwork() {
        PluginRegistry few = PluginRegistry.load(PluginClassLoader.of(Dl4jPlugins.class, StrategyPlugins.class));
        try (PersonalModel model = PersonalModel.open(run, CLIENT, POLICY, List.of(), few)) {
            assertThat(model.predict(inputs)).hasSize(INPUTS);
            assertThatThrownBy(() -> model.read(folder.resolve("picture.png")))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContaining("no dataset source with id 'shapes'");
        }
        assertThatThrownBy(() -> RunModels.of(TrainedRun.open(run), few, folder, List.of())
                        .config())
                .hasMessageContainingAll("no dataset source with id 'shapes'", "no strategy with id 'fedper'");
    }

    @Test
    void arraysOfAnotherShapeAreRefused() throws IOException {
        Path data = Files.createDirectory(folder.resolve("arrays"));
        SampledData.array(data.resolve("x.npy"), "(24, 2)", new byte[48]);
        byte[] labels = new byte[24];
        Arrays.fill(labels, 12, 24, (byte) 1);
        SampledData.array(data.resolve("y.npy"), "(24,)", labels);
        Path saved = TrainedRun.ofSmall(
                        folder.resolve("runs-arrays"),
                        "dataset={\"type\": \"arrays\", \"dir\": \"%s\", \"standardise\": false}".formatted(data),
                        "partition.clients=2",
                        "network.backbone={\"type\": \"mlp\", \"hidden\": [4]}",
                        "strategy=fedper",
                        "training.rounds=1")
                .directory();
        Path one = folder.resolve("one.npy");
        try (PersonalModel model = PersonalModel.open(saved, CLIENT, POLICY)) {
            SampledData.array(one, "(2,)", new byte[] {3, 4});
            assertThat(model.read(one)).containsExactly(3, 4);
        }
        SampledData.array(data.resolve("x.npy"), "(24, 3)", new byte[72]);
        try (PersonalModel model = PersonalModel.open(saved, CLIENT, POLICY)) {
            SampledData.array(one, "(3,)", new byte[] {3, 4, 5});
            assertThatThrownBy(() -> model.read(one))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContaining("inputs of 3 values, the run had 2, of shape [2]");
        }
    }

    /** A picture of the data set that is written to a file gives the same prediction as its values. */
    @Test
    void inputFilesAreReadLikeTheDataSet() throws IOException {
        PluginRegistry registry = PluginRegistry.load(PersonalModelTest.class.getClassLoader());
        Examples pictures = PartitionedData.of(
                        RunModels.of(TrainedRun.open(run), registry, folder, List.of())
                                .config(),
                        new RecordingContext())
                .dataset()
                .test();
        List<Path> files = new ArrayList<>();
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            float[] picture = new float[3 * 32 * 32];
            pictures.copyTo(i, picture, 0);
            BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < 32 * 32; p++) {
                int colour = 0;
                for (int channel = 0; channel < 3; channel++) {
                    colour = colour << 8 | Math.round((picture[channel * 1024 + p] * 0.5f + 0.5f) * 255);
                }
                image.setRGB(p % 32, p / 32, colour);
            }
            files.add(folder.resolve(i + ".png"));
            ImageIO.write(image, "png", files.get(i).toFile());
            values.add(picture);
        }
        try (PersonalModel model = PersonalModel.open(run, CLIENT, POLICY)) {
            assertThat(model.read(files.get(0))).isEqualTo(values.get(0));
            assertThat(model.classNames()).hasSize(CLASSES).contains("disc");
            List<Prediction> predictions = model.predict(values);

            JsonNode printed = CommandLineRun.succeeding(
                            "predict %s --client 1 --policy %s --json --input %s %s %s",
                            run, POLICY, files.get(0), files.get(1), files.get(2))
                    .json();
            assertThat(printed).hasSize(3);
            for (int i = 0; i < 3; i++) {
                Prediction prediction = predictions.get(i);
                JsonNode line = printed.get(i);
                assertThat(line.get("label").intValue()).isEqualTo(prediction.label());
                assertThat(line.get("class-name").textValue())
                        .isEqualTo(model.classNames().get(prediction.label()));
                assertThat(line.get("exit").intValue())
                        .isEqualTo(prediction.exit().number());
                assertThat(line.get("exits").intValue()).isEqualTo(3);
                assertThat(line.get("macs").longValue())
                        .isEqualTo(prediction.macs().orElseThrow().count());
                assertThat(line.get("macs-saved").doubleValue())
                        .isEqualTo(prediction.saved().getAsDouble());
            }
        }
        assertThat(CommandLineRun.succeeding("predict %s --client 0 --input %s", run, files.get(0))
                        .out())
                .matches("(?s).*0\\.png: \\w+ \\(\\d+\\.\\d %\\) at exit [123] of 3, [\\d,]+ MACs,"
                        + " \\d+\\.\\d % (less|more) than the static network\\s+");
    }

    @Test
    void testExamplesAreClassifiedByNumber() {
        try (PersonalModel model = PersonalModel.open(run, CLIENT, POLICY)) {
            Examples tests = model.testExamples();
            List<Prediction> predictions = model.predict(tests);
            String[] arguments = Stream.concat(
                            Stream.of(
                                    "predict",
                                    run.toString(),
                                    "--client",
                                    "1",
                                    "--policy",
                                    POLICY,
                                    "--json",
                                    "--input"),
                            IntStream.rangeClosed(1, tests.size()).mapToObj(n -> "test:" + n))
                    .toArray(String[]::new);
            JsonNode printed = CommandLineRun.succeeding(arguments).json();
            assertThat(printed).hasSize(tests.size());
            for (int i = 0; i < tests.size(); i++) {
                assertThat(printed.get(i).get("label").intValue())
                        .isEqualTo(predictions.get(i).label());
                assertThat(printed.get(i).get("true-class").textValue())
                        .isEqualTo(model.classNames().get(tests.label(i)));
            }
            assertThat(CommandLineRun.succeeding("predict %s --client 1 --input %s", run, "test:" + tests.size())
                            .out())
                    .startsWith("test:%d: ".formatted(tests.size()))
                    .contains("), true class %s, at exit "
                            .formatted(model.classNames().get(tests.label(tests.size() - 1))));
            for (String wrong : List.of("0", "-1", "x", "", "99999999999", String.valueOf(tests.size() + 1))) {
                CommandLineRun.of("predict %s --client 1 --input %s", run, "test:" + wrong)
                        .assertRefused(2, "CONFIG", "CONFIG-18", "from test:1 to test:%d.".formatted(tests.size()));
            }
        }
    }

    /** Once for its checksum, and once for its content. */
    @Test
    void predictReadsEachFileOfTheRunAtMostTwice() throws IOException {
        Path picture = folder.resolve("black.png");
        ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
        Path events = folder.resolve("predict.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileRead").withoutThreshold().withoutStackTrace();
            recording.start();
            CommandLineRun.succeeding("predict %s --client 1 --policy %s --input %s", run, POLICY, picture);
            recording.stop();
            recording.dump(events);
        }
        Map<Path, Long> read = RecordingFile.readAllEvents(events).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.FileRead"))
                .filter(event -> event.getString("path") != null && event.getLong("bytesRead") > 0)
                .filter(event -> Path.of(event.getString("path")).startsWith(run))
                .collect(Collectors.groupingBy(
                        event -> run.relativize(Path.of(event.getString("path"))),
                        Collectors.summingLong(event -> event.getLong("bytesRead"))));
        assertThat(read).containsKeys(Path.of("manifest.json"), Path.of("models", "client-1.safetensors"));
        read.forEach((file, bytes) -> assertThat(bytes)
                .as("bytes read of %s", file)
                .isLessThanOrEqualTo(2 * run.resolve(file).toFile().length()));
    }

    @Test
    void predictRefusesInvalidInput() throws IOException {
        Path text = Files.writeString(folder.resolve("a.png"), "no picture");
        String[] arguments = {"predict", run.toString(), "--client", "1", "--input", text.toString()};
        CommandLineRun.of(arguments).assertRefused(4, "DATA", "a.png", "another format", "PNG");
        String[] withPolicy = Arrays.copyOf(arguments, arguments.length + 2);
        withPolicy[arguments.length] = "--policy";
        withPolicy[arguments.length + 1] = "confidence";
        CommandLineRun.of(withPolicy).assertRefused(2, "CONFIG", "expected one");
        withPolicy[arguments.length + 1] = "{\"type\": \"patience\", \"patience\": 1}";
        CommandLineRun noList = CommandLineRun.of(withPolicy);
        noList.assertRefused(2, "CONFIG", "--policy has 1 problem", "policy.patience = 1 ", "must be a list");
        assertThat(noList.err()).doesNotContain("config.json");
        withPolicy[arguments.length + 1] = POLICY + ", " + POLICY;
        CommandLineRun.of(withPolicy).assertRefused(2, "CONFIG", "--policy");
        arguments[3] = "9";
        CommandLineRun.of(arguments).assertRefused(4, "DATA", "client 9");
    }

    @Test
    void openRefusesInvalidArguments() {
        assertThatThrownBy(() -> PersonalModel.open(run, CLIENT, POLICY + ", " + POLICY))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("has 2 rules; expected one")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("CONFIG-71");
        assertThatThrownBy(() -> PersonalModel.open(run, CLIENT, "entropy"))
                .hasMessageContaining("entropy has 5 rules");
        for (String unknown : List.of(
                "enginee.device=cpu",
                "engine.devise=cpu",
                "training.roundz=3",
                "training.optimizer.stop.patience=3",
                "strategy={\"type\": \"fedper\", \"mu\": 1}")) {
            assertThatThrownBy(() -> PersonalModel.open(run, CLIENT, POLICY, List.of(unknown)))
                    .as(unknown)
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContainingAll("has 1 problem", "unknown option of ");
        }
        PersonalModel.open(run, CLIENT, POLICY, List.of("training.rounds=3", "seed=2"))
                .close();
        assertThatThrownBy(() -> PersonalModel.open(run, new ClientId(2), POLICY))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("client 2");
        try (PersonalModel model = PersonalModel.open(run, CLIENT, POLICY)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.predict(new float[7]))
                    .withMessageContaining("3072");
            float[] unread = new float[3072];
            unread[5] = Float.NaN;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.predict(unread))
                    .withMessageContaining("NaN");
        }
    }
}
