package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.example.lstm.Dl4jLstm;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.heads.ConvHead;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.heads.MlpHead;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Compares exported graphs of Deeplearning4j's own layers with the trained network: probabilities and gradients. */
@Tag("slow")
class ExportTest {
    private static final int CLASSES = 4;
    private static final int BATCH = 6;
    private static final PluginChoice<ExitHead> LINEAR =
            PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options());

    @TempDir
    private Path folder;

    /** A third-party backbone of Deeplearning4j's own layers, with names that contain underscores. */
    private record EmbeddingBackbone(boolean bias) implements Backbone {
        @Override
        public int stages() {
            return 2;
        }

        @Override
        public InputType input(InputShape example) {
            return InputType.feedForward(example.size());
        }

        @Override
        public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
            if (stage == 2) {
                graph.addLayer(
                        "my_dense",
                        new DenseLayer.Builder()
                                .nOut(7)
                                .activation(Activation.TANH)
                                .build(),
                        input);
                return "my_dense";
            }
            graph.addLayer(
                    "my_table",
                    new EmbeddingSequenceLayer.Builder()
                            .nIn(20)
                            .nOut(6)
                            .inputLength(12)
                            .hasBias(bias)
                            .build(),
                    input);
            graph.addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "my_table");
            return "pool";
        }

        /** Options of the backbone. */
        record Options(boolean bias) {}

        static final class Provider extends Plugin<Backbone, Options> {
            Provider() {
                super("embedding", "An embedding.", (options, context) -> new EmbeddingBackbone(options.bias()));
            }
        }
    }

    private static final InputShape IMAGE = InputShape.image(3, 32, 32);
    private static final InputShape SERIES = InputShape.of(List.of(3, 40));
    private static final InputShape VECTOR = InputShape.vector(12);

    /**
     * A backbone and the shape of its input.
     *
     * @param rejection part of the message if the backbone cannot be exported
     */
    private record TestBackbone(
            String name, PluginChoice<Backbone> backbone, InputShape shape, Optional<String> rejection) {
        boolean readsTokens() {
            return backbone.options() instanceof EmbeddingBackbone.Options;
        }

        Examples examples(long key) {
            return readsTokens()
                    ? Tokens.draw(BATCH, shape.size(), 20, CLASSES, Fixture.STREAMS.stream("tokens", key))
                    : Fixture.normal(shape, BATCH, CLASSES, key);
        }
    }

    /**
     * A head.
     *
     * @param rejection part of the message if the head cannot be exported
     */
    private record TestHead(String name, PluginChoice<ExitHead> head, Optional<String> rejection) {}

    private static List<TestBackbone> backbones() {
        Optional<String> none = Optional.empty();
        return List.of(
                new TestBackbone("convnet", Fixture.convNet(8, 3), IMAGE, none),
                new TestBackbone("resnet18, batch norm", Fixture.resNet18(4), IMAGE, none),
                new TestBackbone(
                        "resnet18, group norm", Fixture.resNet18WithGroupNorm(4, 2), IMAGE, Optional.of("group norm")),
                new TestBackbone(
                        "convnet-1d",
                        PluginChoice.of(new ConvNet.SeriesPlugin(), new ConvNet.SeriesOptions(8, 2, 5)),
                        SERIES,
                        none),
                new TestBackbone("two-stem-1d", TwoStem1dTest.backbone(8, 2, 5), SERIES, Optional.of("MeanOfStems")),
                new TestBackbone(
                        "any-width-convnet",
                        PluginChoice.of(new AnyWidthConvNet.Provider(), new AnyWidthConvNet.Options(6, 2, 3)),
                        IMAGE,
                        Optional.of("ChannelGroup")),
                new TestBackbone(
                        "transformer",
                        PluginChoice.of(new Transformer.Provider(), new Transformer.Options(20, 8, 2, 2, 12, 0, true)),
                        VECTOR,
                        Optional.of("TokenEmbedding")),
                new TestBackbone(
                        "third-party LSTM",
                        PluginChoice.of(new Dl4jLstm.Provider(), new Dl4jLstm.Options(6, 2)),
                        SERIES,
                        none),
                embedding("embedding", true),
                embedding("embedding without bias", false),
                new TestBackbone("mlp", Fixture.mlp(8, 8), VECTOR, none),
                new TestBackbone("mlp on images", Fixture.mlp(8, 8), IMAGE, none),
                new TestBackbone("mlp on series", Fixture.mlp(8, 8), SERIES, none),
                new TestBackbone("logistic regression", Fixture.mlp(), VECTOR, none),
                new TestBackbone("logistic regression on images", Fixture.mlp(), IMAGE, none));
    }

    private static TestBackbone embedding(String name, boolean bias) {
        return new TestBackbone(
                name,
                PluginChoice.of(new EmbeddingBackbone.Provider(), new EmbeddingBackbone.Options(bias)),
                VECTOR,
                Optional.empty());
    }

    private static List<TestHead> heads() {
        return List.of(
                new TestHead(
                        "linear",
                        PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options()),
                        Optional.empty()),
                new TestHead("mlp", PluginChoice.of(new MlpHead.Provider(), new MlpHead.Options(7)), Optional.empty()),
                new TestHead(
                        "mean over steps",
                        PluginChoice.of(
                                new LinearHead.Provider(),
                                new LinearHead.Options(Optional.of(SequencePooling.Steps.MEAN))),
                        Optional.empty()),
                new TestHead(
                        "conv", PluginChoice.of(new ConvHead.Provider(), new ConvHead.Options(5)), Optional.empty()),
                new TestHead(
                        "recurrent",
                        PluginChoice.of(new RecurrentHead.Provider(), new RecurrentHead.Options(4, 2, 8, 0)),
                        Optional.of("EarlierFeatures")));
    }

    /**
     * Every backbone with every head, with scaled input, and with one head without scaling; token ids are never scaled.
     */
    static Stream<Arguments> pairs() {
        return backbones().stream().flatMap(testBackbone -> heads().stream().flatMap(head -> Stream.of(true, false)
                .filter(scaled -> scaled
                        ? !testBackbone.readsTokens()
                        : testBackbone.readsTokens() || head.name().equals("linear"))
                .map(scaled -> Arguments.of(
                        Named.of(testBackbone.name(), testBackbone), Named.of(head.name(), head), scaled))));
    }

    @ParameterizedTest(name = "{0}, {1}, scaled: {2}")
    @MethodSource("pairs")
    void exportAgreesOrFailsWithAReason(TestBackbone testBackbone, TestHead head, boolean scaled) throws IOException {
        NetworkDesign design;
        try {
            design = design(testBackbone.backbone(), head.head(), testBackbone.shape());
        } catch (ExeuntException incompatible) {
            assertThat(incompatible.code()).hasToString("CONFIG-41");
            return;
        }
        Optional<String> rejection = testBackbone.rejection().or(head::rejection);
        if (rejection.isPresent()) {
            assertRejected(design, rejection.get());
        } else {
            assertSameProbabilities(design, testBackbone, scaled);
        }
    }

    private void assertSameProbabilities(NetworkDesign design, TestBackbone testBackbone, boolean scaled)
            throws IOException {
        InputShape shape = testBackbone.shape();
        Network network = Fixture.open(design);
        Examples examples = testBackbone.examples(3);
        // change biases, norms and running statistics from their initial values
        for (int step = 0; step < 3; step++) {
            network.train(
                    Fixture.earlyExit(network), examples, Fixture.oneStep(examples, 0.05), Fixture.STREAMS.stream("s"));
        }
        Path file = folder.resolve("model.zip");
        InputScaling scaling = scaling(shape);
        ParameterSet all = network.read(network.spec().layout().all());
        write(design, scaled ? scaled(all, scaling) : ExportRequest.of(all), file);

        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
        assertThat(graph.getLayers())
                .allSatisfy(layer -> assertThat(layer.getClass().getName()).startsWith("org.deeplearning4j."));
        INDArray raw = raw(examples, shape, scaled ? scaling : InputScaling.none("values"), file);
        INDArray[] probabilities = graph.output(false, raw);
        assertThat(probabilities).hasSize(network.spec().exits());
        network.forward(examples, pass -> {
            for (int k = 0; k < probabilities.length; k++) {
                double[] expected = softmax(pass.logits(new Exit(k + 1)));
                for (int i = 0; i < expected.length; i++) {
                    assertThat(probabilities[k].getDouble(i / CLASSES, i % CLASSES))
                            .as("exit %d", k + 1)
                            .isCloseTo(expected[i], within(1e-5));
                }
            }
        });
        graph.close();
        if (scaled) {
            assertSameGradients(design, network, testBackbone);
        }
        network.close();
    }

    private void assertSameGradients(NetworkDesign design, Network network, TestBackbone testBackbone)
            throws IOException {
        ParameterLayout layout = network.spec().layout();
        float[] numbers = new float[layout.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i + 1;
        }
        float[] numbersOfExport = read(design, ParameterSet.fromFlat(layout.all(), numbers))
                .params()
                .toFloatVector();
        ComputationGraph graph = read(design, network.read(layout.all()));
        graph.getConfiguration().setTrainingWorkspaceMode(WorkspaceMode.NONE);
        Map<Block, List<Double>> differences = new HashMap<>();
        for (int draw = 0; draw < 3; draw++) {
            Examples examples = testBackbone.examples(draw);
            float[] ours = Fixture.gradient(network, Fixture.earlyExit(network), examples);
            float[] ofExport = gradient(graph, examples, testBackbone.shape());
            float[] theirs = new float[ours.length];
            for (int i = 0; i < ofExport.length; i++) {
                if (numbersOfExport[i] > 0) {
                    theirs[(int) numbersOfExport[i] - 1] = ofExport[i];
                }
            }
            for (Block block : layout.trainable().blocks()) {
                differences
                        .computeIfAbsent(block, b -> new ArrayList<>())
                        .add(Fixture.relativeDifference(
                                Arrays.copyOfRange(theirs, block.offset(), block.end()),
                                Arrays.copyOfRange(ours, block.offset(), block.end())));
            }
        }
        // both are float32: occasionally the input of a ReLU is within rounding errors of zero, and only one of them is
        // active
        differences.forEach((block, ofDraws) -> assertThat(
                        ofDraws.stream().sorted().skip(1).findFirst().orElseThrow())
                .as("median of %s for %s", ofDraws, block.name())
                .isLessThan(1e-4));
        graph.close();
    }

    private ComputationGraph read(NetworkDesign design, ParameterSet parameters) throws IOException {
        Path file = folder.resolve("unscaled.zip");
        write(design, ExportRequest.of(parameters), file);
        return ModelSerializer.restoreComputationGraph(file.toFile(), false);
    }

    /** Returns the gradient of the mean of the cross-entropies of all exits. */
    private float[] gradient(ComputationGraph graph, Examples examples, InputShape shape) throws IOException {
        INDArray input = raw(examples, shape, InputScaling.none("values"), folder.resolve("unscaled.zip"));
        Map<String, INDArray> values = graph.feedForward(new INDArray[] {input}, true, false);
        List<String> exits = graph.getConfiguration().getNetworkOutputs();
        INDArray[] gradients = new INDArray[exits.size()];
        for (int k = 0; k < gradients.length; k++) {
            INDArray probabilities = values.get(exits.get(k));
            gradients[k] = Nd4j.zeros(BATCH, CLASSES);
            for (int i = 0; i < BATCH; i++) {
                double ofLabel = probabilities.getDouble(i, examples.label(i));
                gradients[k].putScalar(i, examples.label(i), -1 / ofLabel / BATCH / gradients.length);
            }
        }
        graph.backpropGradient(gradients);
        return graph.getGradientsViewArray().toFloatVector();
    }

    /** Returns a scaling with different values for every channel. */
    private static InputScaling scaling(InputShape shape) {
        return new InputScaling(
                "bytes",
                IntStream.range(0, shape.lengths().get(0))
                        .mapToObj(channel ->
                                new InputScaling.Channel("channel " + channel, 100 + 3 * channel, 40 + channel))
                        .toList());
    }

    @Test
    void theFileDescribesItself() throws IOException {
        NetworkDesign design = design(Fixture.convNet(8, 2), LINEAR, IMAGE);
        Path file = folder.resolve("model.zip");
        write(
                design,
                new ExportRequest(
                        design.initialParameters(Fixture.STREAMS.stream("init")),
                        Optional.of(new InputScaling(
                                "bytes from 0 to 255",
                                List.of(
                                        new InputScaling.Channel("red", 127.5, 64),
                                        new InputScaling.Channel("green", 127.5, 64),
                                        new InputScaling.Channel("blue", 127.5, 64)))),
                        List.of("a", "b", "c", "d"),
                        List.of(),
                        Map.of("client", "3")),
                file);
        JsonNode notes = notes(file);
        assertThat(notes.at("/origin/client").asText()).isEqualTo("3");
        assertThat(notes.at("/classes")).hasToString("[\"a\",\"b\",\"c\",\"d\"]");
        assertThat(notes.at("/input/name").asText()).isEqualTo("in");
        assertThat(notes.at("/input/shape")).hasToString("[3,32,32]");
        assertThat(notes.at("/input/layout").asText()).isEqualTo("[batch, channels, height, width]");
        assertThat(notes.at("/input/unit").asText()).isEqualTo("bytes from 0 to 255");
        assertThat(notes.at("/input/scaling").asText()).contains("pass raw values");
        assertThat(notes.at("/input/channels/1/name").asText()).isEqualTo("green");
        assertThat(notes.at("/outputs/1/name").asText()).isEqualTo("exit2");

        write(design, ExportRequest.of(design.initialParameters(Fixture.STREAMS.stream("init"))), file);
        assertThat(notes(file).at("/input/scaling").asText()).startsWith("unknown");
    }

    /** Further training with Deeplearning4j does not change the scaling. */
    @Test
    void furtherTrainingKeepsTheScaling() throws IOException {
        NetworkDesign design = design(Fixture.convNet(8, 2), LINEAR, IMAGE);
        Path file = folder.resolve("model.zip");
        InputScaling scaling = scaling(IMAGE);
        write(design, scaled(design.initialParameters(Fixture.STREAMS.stream("init")), scaling), file);
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
        INDArray raw = raw(Fixture.normal(IMAGE, BATCH, CLASSES, 3), IMAGE, scaling, file);
        INDArray once = graph.feedForward(raw, true).get("scaling");
        assertThat(once.getDouble(0, 1, 2, 3)).isCloseTo((raw.getDouble(0, 1, 2, 3) - 103) / 41, within(1e-5));
        graph.close();
    }

    /** The square of the deviation is no float32. */
    @Test
    void tinyDeviationsAreScaled() throws IOException {
        NetworkDesign design = design(Fixture.convNet(8, 2), LINEAR, IMAGE);
        Path file = folder.resolve("model.zip");
        write(
                design,
                scaled(
                        design.initialParameters(Fixture.STREAMS.stream("init")),
                        new InputScaling("m", List.of(new InputScaling.Channel("strain", 1e-24, 1e-24)))),
                file);
        ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
        INDArray scaled = graph.feedForward(Nd4j.valueArrayOf(new long[] {1, 3, 32, 32}, 3e-24), false)
                .get("scaling");
        assertThat(scaled.getDouble(0, 1, 2, 3)).isCloseTo(2, within(1e-5));
        graph.close();
    }

    private static JsonNode notes(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return new ObjectMapper().readTree(zip.getInputStream(zip.getEntry("exeunt.json")));
        }
    }

    private static ExportRequest scaled(ParameterSet parameters, InputScaling scaling) {
        return new ExportRequest(parameters, Optional.of(scaling), List.of(), List.of(), Map.of());
    }

    private static void write(NetworkDesign design, ExportRequest request, Path file) throws IOException {
        Files.write(file, ((Dl4jDesign) design).export("dl4j", request).get("model.zip"));
    }

    private void assertRejected(NetworkDesign design, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ((Dl4jDesign) design)
                        .export("dl4j", ExportRequest.of(design.initialParameters(Fixture.STREAMS.stream("init")))))
                .withMessageContaining(reason);
    }

    private static NetworkDesign design(
            PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head, InputShape shape) {
        return new Dl4jEngine(new Fixture.Context()).design(new NetworkOptions(backbone, head), shape, CLASSES);
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

    /** Returns the raw values of examples in the shape that an exported file names. */
    private static INDArray raw(Examples examples, InputShape shape, InputScaling scaling, Path file)
            throws IOException {
        int size = shape.size();
        float[] values = new float[BATCH * size];
        List<InputScaling.Channel> channels = scaling.channels();
        for (int i = 0; i < BATCH; i++) {
            examples.copyTo(i, values, i * size);
            for (int j = 0; j < size && !channels.isEmpty(); j++) {
                InputScaling.Channel channel = channels.get(j / (size / channels.size()));
                values[i * size + j] = (float) (values[i * size + j] * channel.deviation() + channel.mean());
            }
        }
        List<Long> lengths = new ArrayList<>(List.of((long) BATCH));
        notes(file).at("/input/shape").forEach(length -> lengths.add(length.asLong()));
        return Nd4j.createFromArray(values)
                .reshape('c', lengths.stream().mapToLong(Long::longValue).toArray());
    }
}
