package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.example.lstm.Dl4jLstm;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.heads.ConvHead;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.heads.MlpHead;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
            new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options());

    /** A third-party backbone of Deeplearning4j's own layers, with names that contain underscores. */
    private static PluginChoice<Backbone> embedding(boolean bias) {
        return Fixture.chosen(Fixture.backbone(2, InputType.feedForward(12), (stage, graph, input, type) -> {
            if (stage == 2) {
                Layer dense = new DenseLayer.Builder()
                        .nOut(7)
                        .activation(Activation.TANH)
                        .build();
                graph.addLayer("my_dense", dense, input);
                return "my_dense";
            }
            Layer table = new EmbeddingSequenceLayer.Builder()
                    .nIn(20)
                    .nOut(6)
                    .inputLength(12)
                    .hasBias(bias)
                    .build();
            graph.addLayer("my_table", table, input)
                    .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "my_table");
            return "pool";
        }));
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
            return name.startsWith("embedding");
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
                        new Dl4jPlugins().choose(Backbone.class, "convnet-1d", new ConvNet.SeriesOptions(8, 2, 5)),
                        SERIES,
                        none),
                new TestBackbone("two-stem-1d", TwoStem1dTest.backbone(8, 2, 5), SERIES, Optional.of("MeanOfStems")),
                new TestBackbone(
                        "any-width-convnet",
                        new Dl4jPlugins()
                                .choose(Backbone.class, "any-width-convnet", new AnyWidthConvNet.Options(6, 2, 3)),
                        IMAGE,
                        Optional.of("ChannelGroup")),
                new TestBackbone(
                        "transformer",
                        new Dl4jPlugins()
                                .choose(
                                        Backbone.class,
                                        "transformer",
                                        new Transformer.Options(20, 8, 2, 2, 12, 0, true)),
                        VECTOR,
                        Optional.of("TokenEmbedding")),
                new TestBackbone(
                        "third-party LSTM",
                        new Dl4jLstm.Listed().choose(Backbone.class, "dl4j-lstm", new Dl4jLstm.Options(6, 2)),
                        SERIES,
                        none),
                new TestBackbone("embedding", embedding(true), VECTOR, none),
                new TestBackbone("embedding without bias", embedding(false), VECTOR, none),
                new TestBackbone("mlp", Fixture.mlp(8, 8), VECTOR, none),
                new TestBackbone("mlp on images", Fixture.mlp(8, 8), IMAGE, none),
                new TestBackbone("mlp on series", Fixture.mlp(8, 8), SERIES, none),
                new TestBackbone("logistic regression", Fixture.mlp(), VECTOR, none),
                new TestBackbone("logistic regression on images", Fixture.mlp(), IMAGE, none));
    }

    private static List<TestHead> heads() {
        return List.of(
                new TestHead(
                        "linear",
                        new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options()),
                        Optional.empty()),
                new TestHead(
                        "mlp",
                        new Dl4jPlugins().choose(ExitHead.class, "mlp", new MlpHead.Options(7)),
                        Optional.empty()),
                new TestHead(
                        "mean over steps",
                        new Dl4jPlugins()
                                .choose(
                                        ExitHead.class,
                                        "linear",
                                        new LinearHead.Options(Optional.of(SequencePooling.Steps.MEAN))),
                        Optional.empty()),
                new TestHead(
                        "conv",
                        new Dl4jPlugins().choose(ExitHead.class, "conv", new ConvHead.Options(5)),
                        Optional.empty()),
                new TestHead(
                        "recurrent",
                        new Dl4jPlugins().choose(ExitHead.class, "recurrent", new RecurrentHead.Options(4, 2, 8, 0)),
                        Optional.of("EarlierFeatures")));
    }

    /** Backbones that return images, series, steps and vectors, on which all heads are tested. */
    private static final Set<String> WITH_ALL_HEADS =
            Set.of("convnet", "convnet-1d", "third-party LSTM", "embedding", "mlp");

    /** Every backbone with a linear head, scaled and not; some with every head. Token ids are never scaled. */
    static Stream<Arguments> pairs() {
        return backbones().stream().flatMap(testBackbone -> heads().stream()
                .filter(head -> head.name().equals("linear") || WITH_ALL_HEADS.contains(testBackbone.name()))
                .flatMap(head -> Stream.of(true, false)
                        .filter(scaled -> scaled
                                ? !testBackbone.readsTokens()
                                : testBackbone.readsTokens() || head.name().equals("linear"))
                        .map(scaled -> Arguments.of(
                                Named.of(testBackbone.name(), testBackbone), Named.of(head.name(), head), scaled))));
    }

    @ParameterizedTest(name = "{0}, {1}, scaled: {2}")
    @MethodSource("pairs")
    void exportAgreesOrFailsWithAReason(TestBackbone testBackbone, TestHead head, boolean scaled) {
        NetworkDesign design;
        try {
            design = design(testBackbone.backbone(), head.head(), testBackbone.shape());
        } catch (ExeuntException incompatible) {
            assertThat(incompatible.code()).hasToString("CONFIG-41");
            return;
        }
        Optional<String> rejection = testBackbone.rejection().or(head::rejection);
        if (rejection.isPresent()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Fixture.exported(design, ExportRequest.of(initial(design))))
                    .withMessageContaining(rejection.get());
        } else {
            assertSameProbabilities(design, testBackbone, scaled);
        }
    }

    private static void assertSameProbabilities(NetworkDesign design, TestBackbone testBackbone, boolean scaled) {
        InputShape shape = testBackbone.shape();
        Network network = Fixture.open(design);
        Examples examples = testBackbone.examples(3);
        // change biases, norms and running statistics from their initial values
        for (int step = 0; step < 3; step++) {
            network.train(
                    Fixture.earlyExit(network), examples, Fixture.oneStep(examples, 0.05), Fixture.STREAMS.stream("s"));
        }
        InputScaling scaling = scaled ? scaling(shape) : InputScaling.none("values");
        ParameterSet all = network.read(network.spec().layout().all());
        ExportRequest request = scaled ? scaled(all, scaling) : ExportRequest.of(all);
        ComputationGraph graph = Fixture.exported(design, request);
        assertThat(graph.getLayers())
                .allSatisfy(layer -> assertThat(layer.getClass().getName()).startsWith("org.deeplearning4j."));
        INDArray raw = raw(examples, shape, scaling, notes(design, request));
        Fixture.assertSameProbabilities(network, examples, graph.output(false, raw));
        graph.close();
        if (scaled) {
            assertSameGradients(design, network, testBackbone);
        }
        network.close();
    }

    private static void assertSameGradients(NetworkDesign design, Network network, TestBackbone testBackbone) {
        ParameterLayout layout = network.spec().layout();
        float[] numbers = new float[layout.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i + 1;
        }
        float[] numbersOfExport = Fixture.exported(
                        design, ExportRequest.of(ParameterSet.fromFlat(layout.all(), numbers)))
                .params()
                .toFloatVector();
        ExportRequest request = ExportRequest.of(network.read(layout.all()));
        ComputationGraph graph = Fixture.exported(design, request);
        graph.getConfiguration().setTrainingWorkspaceMode(WorkspaceMode.NONE);
        Map<Block, List<Double>> differences = new HashMap<>();
        for (int draw = 0; draw < 3; draw++) {
            Examples examples = testBackbone.examples(draw);
            float[] ours = Fixture.gradient(network, Fixture.earlyExit(network), examples);
            INDArray raw = raw(examples, testBackbone.shape(), InputScaling.none("values"), notes(design, request));
            float[] ofExport = gradient(graph, raw, examples);
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

    /** Returns the gradient of the mean of the cross-entropies of all exits. */
    private static float[] gradient(ComputationGraph graph, INDArray input, Examples examples) {
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

    private static ParameterSet initial(NetworkDesign design) {
        return design.initialParameters(Fixture.STREAMS.stream("init"));
    }

    private final NetworkDesign convNet = design(Fixture.convNet(8, 2), LINEAR, IMAGE);

    @Test
    void theFileDescribesItself() {
        JsonNode notes = notes(
                convNet,
                new ExportRequest(
                        initial(convNet),
                        Optional.of(new InputScaling(
                                "bytes from 0 to 255",
                                List.of(
                                        new InputScaling.Channel("red", 127.5, 64),
                                        new InputScaling.Channel("green", 127.5, 64),
                                        new InputScaling.Channel("blue", 127.5, 64)))),
                        List.of("a", "b", "c", "d"),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("client", "3")));
        assertThat(notes.at("/origin/client").asText()).isEqualTo("3");
        assertThat(notes.at("/classes")).hasToString("[\"a\",\"b\",\"c\",\"d\"]");
        assertThat(notes.at("/input/name").asText()).isEqualTo("in");
        assertThat(notes.at("/input/shape")).hasToString("[3,32,32]");
        assertThat(notes.at("/input/layout").asText()).isEqualTo("[batch, channels, height, width]");
        assertThat(notes.at("/input/unit").asText()).isEqualTo("bytes from 0 to 255");
        assertThat(notes.at("/input/scaling").asText()).contains("pass raw values");
        assertThat(notes.at("/input/channels/1/name").asText()).isEqualTo("green");
        assertThat(notes.at("/outputs/1/name").asText()).isEqualTo("exit2");
        assertThat(notes(convNet, ExportRequest.of(initial(convNet)))
                        .at("/input/scaling")
                        .asText())
                .startsWith("unknown");
    }

    /** Further training with Deeplearning4j does not change the scaling. */
    @Test
    void furtherTrainingKeepsTheScaling() {
        InputScaling scaling = scaling(IMAGE);
        ExportRequest request = scaled(initial(convNet), scaling);
        INDArray raw = raw(Fixture.normal(IMAGE, BATCH, CLASSES, 3), IMAGE, scaling, notes(convNet, request));
        assertThat(scaled(request, raw, true)).isCloseTo((raw.getDouble(0, 1, 2, 3) - 103) / 41, within(1e-5));
    }

    /** The square of the deviation is no float32. */
    @Test
    void tinyDeviationsAreScaled() {
        InputScaling tiny = new InputScaling("m", List.of(new InputScaling.Channel("strain", 1e-24, 1e-24)));
        INDArray raw = Nd4j.valueArrayOf(new long[] {1, 3, 32, 32}, 3e-24);
        assertThat(scaled(scaled(initial(convNet), tiny), raw, false)).isCloseTo(2, within(1e-5));
    }

    /** Returns one value that the exported graph scales. */
    private double scaled(ExportRequest request, INDArray raw, boolean training) {
        ComputationGraph graph = Fixture.exported(convNet, request);
        double value = graph.feedForward(raw, training).get("scaling").getDouble(0, 1, 2, 3);
        graph.close();
        return value;
    }

    private static JsonNode notes(NetworkDesign design, ExportRequest request) {
        byte[] file = ((Dl4jDesign) design).export("dl4j", request).get("model.zip");
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            while (!zip.getNextEntry().getName().equals("exeunt.json")) {
                zip.closeEntry();
            }
            return new ObjectMapper().readTree(zip.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExportRequest scaled(ParameterSet parameters, InputScaling scaling) {
        return new ExportRequest(
                parameters, Optional.of(scaling), List.of(), List.of(), Optional.empty(), Optional.empty(), Map.of());
    }

    private static NetworkDesign design(
            PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head, InputShape shape) {
        return new Dl4jEngine(new Fixture.Context()).design(new NetworkOptions(backbone, head), shape, CLASSES);
    }

    /** Returns the raw values of examples in the shape that the notes of an exported file name. */
    private static INDArray raw(Examples examples, InputShape shape, InputScaling scaling, JsonNode notes) {
        INDArray values = Nd4j.createFromArray(Fixture.raw(examples, shape, scaling));
        List<Long> lengths = new ArrayList<>(List.of((long) BATCH));
        notes.at("/input/shape").forEach(length -> lengths.add(length.asLong()));
        return values.reshape('c', lengths.stream().mapToLong(Long::longValue).toArray());
    }
}
