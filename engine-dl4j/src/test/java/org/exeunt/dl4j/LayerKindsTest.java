package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType.AVG;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.LayerTypes;
import org.exeunt.dl4j.design.StageGraph;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Tests all layers of Deeplearning4j that are useful in a stage: compares MACs with hand counts, output types with
 * actual outputs, gradients with finite differences, and exported graphs with the network.
 */
@Tag("slow")
class LayerKindsTest {
    private static final int CLASSES = 3;
    private static final int EXAMPLES = 6;
    private static final InputShape IMAGE = InputShape.image(2, 8, 7);
    private static final InputShape SERIES = InputShape.of(List.of(3, 9));
    private static final InputShape VECTOR = InputShape.vector(5);
    private static final int VOCABULARY = 20;
    private static final InputShape TOKENS = InputShape.vector(6);

    /**
     * A backbone of two stages. The layers under test are in the first stage.
     *
     * @param macs MACs of the first stage
     */
    private record Kind(String name, InputShape shape, InputType type, long macs, Fixture.Stage first) {
        static Kind of(String name, InputShape shape, InputType type, long macs, Layer... layers) {
            return new Kind(
                    name,
                    shape,
                    type,
                    macs,
                    (stage, graph, input, given) ->
                            Fixture.addAll(Stream.of(layers).map(Layer::clone).toList(), graph, input));
        }

        Backbone backbone() {
            return Fixture.backbone(
                    2,
                    type,
                    (stage, graph, input, given) -> stage == 1
                            ? first.add(stage, graph, input, given)
                            : Fixture.addAll(List.of(second(given)), graph, input));
        }

        private static Layer second(InputType given) {
            if (given instanceof InputType.InputTypeRecurrent) {
                return new LastTimeStep(tanh(new SimpleRnn.Builder(), 4));
            }
            return given instanceof InputType.InputTypeConvolutional
                    ? new GlobalPoolingLayer.Builder(PoolingType.PNORM).pnorm(2).build()
                    : tanh(new DenseLayer.Builder(), 4);
        }

        Dl4jDesign design() {
            return Fixture.design(backbone(), shape, CLASSES);
        }

        Examples examples(int count) {
            if (shape.size() == 1) {
                return new Tokens(
                        IntStream.range(0, count)
                                .mapToObj(i -> new float[] {i * 7 % VOCABULARY})
                                .toArray(float[][]::new),
                        CLASSES);
            }
            return shape.equals(TOKENS)
                    ? Tokens.draw(count, TOKENS.size(), VOCABULARY, CLASSES, Fixture.STREAMS.stream("tokens"))
                    : Fixture.normal(shape, count, CLASSES, 31);
        }

        /** Returns whether the network has a graph with channels first, as exported graphs are. */
        boolean isExported() {
            return !name.equals("dense on images, channels last")
                    && !(type instanceof InputType.InputTypeRecurrent series && series.getFormat() == RNNFormat.NWC);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Layer tanh(FeedForwardLayer.Builder<?> builder, int units) {
        return builder.nOut(units).activation(Activation.TANH).build();
    }

    private static Layer four(FeedForwardLayer.Builder<?> builder) {
        return tanh(builder, 4);
    }

    private static Kind image(String name, long macs, Layer... layers) {
        return Kind.of(name, IMAGE, InputType.convolutional(8, 7, 2), macs, layers);
    }

    private static Kind channelsLast(String name, long macs, Layer... layers) {
        return Kind.of(
                name + ", channels last", IMAGE, InputType.convolutional(8, 7, 2, CNN2DFormat.NHWC), macs, layers);
    }

    private static Kind series(String name, long macs, Layer layer) {
        return Kind.of(name, SERIES, InputType.recurrent(3, 9), macs, layer);
    }

    private static Kind vector(String name, long macs, Layer layer) {
        return Kind.of(name, VECTOR, InputType.feedForward(5), macs, layer);
    }

    private static Layer lstm() {
        return four(new LSTM.Builder());
    }

    private static Layer rnn() {
        return four(new SimpleRnn.Builder());
    }

    private static Layer convolution() {
        return four(new ConvolutionLayer.Builder(3, 3));
    }

    private static Layer pooling(SubsamplingLayer.PoolingType type) {
        return new SubsamplingLayer.Builder(type, new int[] {2, 2}, new int[] {2, 2}).build();
    }

    /** The input of the stage has two consumers, so that its gradient is a sum. */
    private static Kind residual(CNN2DFormat format) {
        return new Kind(
                "sum of two convolutions, " + format,
                IMAGE,
                InputType.convolutional(8, 7, 2, format),
                2 * 6 * 5 * 4 * 2 * 9,
                (stage, graph, input, given) -> {
                    graph.addLayer("left", convolution(), input)
                            .addLayer("right", convolution(), input)
                            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right");
                    return "sum";
                });
    }

    static Stream<Kind> kinds() {
        int step = 4 * 4 * (3 + 4);
        int convolved = 6 * 5 * 4 * 2 * 9;
        return Stream.of(
                image("convolution", convolved, convolution()),
                channelsLast("convolution", convolved, convolution()),
                image("normed pooled convolution", convolved, convolution(), pooling(AVG), new BatchNormalization()),
                channelsLast(
                        "normed pooled convolution", convolved, convolution(), pooling(AVG), new BatchNormalization()),
                residual(CNN2DFormat.NCHW),
                residual(CNN2DFormat.NHWC),
                image(
                        "separable convolution",
                        6 * 5 * (2 * 3 * 9 + 2 * 3 * 4),
                        four(new SeparableConvolution2D.Builder(3, 3).depthMultiplier(3))),
                image(
                        "depthwise convolution",
                        6 * 5 * 4 * 9,
                        four(new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(2))),
                image("deconvolution", 8 * 7 * 2 * 4 * 4, four(new Deconvolution2D.Builder(2, 2).stride(2, 2))),
                image("batch norm", 0, new BatchNormalization()),
                image(
                        "local response norm",
                        0,
                        new LocalResponseNormalization.Builder().n(2).build()),
                image("activation", 0, new ActivationLayer(Activation.TANH)),
                image(
                        "parametric ReLU",
                        0,
                        new PReLULayer.Builder().inputShape(2, 8, 7).build()),
                image("max pooling", 0, pooling(SubsamplingLayer.PoolingType.MAX)),
                image("mean pooling", 0, pooling(AVG)),
                image("zero padding", 0, new ZeroPaddingLayer.Builder(1, 2).build()),
                image("cropping", 0, new Cropping2D.Builder(1, 2).build()),
                image("upsampling", 0, new Upsampling2D.Builder(2).build()),
                image("global pooling", 0, new GlobalPoolingLayer(PoolingType.AVG)),
                image("dense on images", 2 * 8 * 7 * 4, four(new DenseLayer.Builder())),
                channelsLast("dense on images", 2 * 8 * 7 * 4, four(new DenseLayer.Builder())),
                vector("dense", 5 * 4, four(new DenseLayer.Builder())),
                vector("dense with layer norm", 5 * 4, four(new DenseLayer.Builder().hasLayerNorm(true))),
                vector("batch norm of vectors", 0, new BatchNormalization()),
                vector(
                        "parametric ReLU of vectors",
                        0,
                        new PReLULayer.Builder().inputShape(5).build()),
                vector("product with weights", 0, tanh(new ElementWiseMultiplicationLayer.Builder().nIn(5), 5)),
                series("LSTM", 9 * step, lstm()),
                series("simple RNN", 9 * 4 * (3 + 4), rnn()),
                series("bidirectional LSTM, concatenated", 2 * 9 * step, new Bidirectional(lstm())),
                series(
                        "bidirectional RNN, added",
                        2 * 9 * 4 * (3 + 4),
                        new Bidirectional(Bidirectional.Mode.ADD, rnn())),
                series("last step of an LSTM", 9 * step, new LastTimeStep(lstm())),
                series("dense, every step", 9 * 3 * 4, new TimeDistributed(four(new DenseLayer.Builder()))),
                series("convolution in time", 7 * 4 * 3 * 3, four(new Convolution1D.Builder(3))),
                series("pooling in time", 0, new Subsampling1DLayer.Builder(AVG, 2, 2).build()),
                series("zero padding in time", 0, new ZeroPadding1DLayer.Builder(1).build()),
                series("upsampling in time", 0, new Upsampling1D.Builder(2).build()),
                series("global pooling of series", 0, new GlobalPoolingLayer(PoolingType.AVG)),
                Kind.of(
                        "dense between recurrent layers",
                        SERIES,
                        InputType.recurrent(3, 9),
                        9 * (3 * 5 + 4 * 4 * (5 + 4)),
                        tanh(new DenseLayer.Builder(), 5),
                        lstm()),
                Kind.of(
                        "embedding of a sequence and LSTM",
                        TOKENS,
                        InputType.feedForward(6),
                        6 * step,
                        new EmbeddingSequenceLayer.Builder()
                                .nIn(VOCABULARY)
                                .nOut(3)
                                .build(),
                        lstm()),
                Kind.of(
                        "embedding of one id",
                        InputShape.vector(1),
                        InputType.feedForward(1),
                        0,
                        tanh(new EmbeddingLayer.Builder().nIn(VOCABULARY), 3)),
                Kind.of("LSTM, channels last", SERIES, InputType.recurrent(3, 9, RNNFormat.NWC), 9 * step, lstm()),
                Kind.of(
                        "pooled convolution in space",
                        InputShape.of(List.of(2, 4, 5, 3)),
                        InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 5, 3, 2),
                        3 * 4 * 2 * 4 * 2 * 8,
                        four(new Convolution3D.Builder(2, 2, 2)),
                        new GlobalPoolingLayer(PoolingType.AVG)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void macsAndOutputSizesAgree(Kind kind) {
        assertThat(kind.design().spec().stageMacs().get(0).count()).isEqualTo(kind.macs());
        GraphFactory factory = new GraphFactory(kind.backbone(), new LinearHead(), kind.shape(), CLASSES);
        ComputationGraphConfiguration stage = factory.stage(1);
        StageGraph graph = new StageGraph(stage);
        graph.init();
        INDArray input = Nd4j.ones(batch(kind.type()));
        Map<String, INDArray> values = graph.feedForward(new INDArray[] {input}, false, false);
        Map<String, LayerTypes> types = LayerTypes.of(stage, kind.type());
        stage.getVertices().keySet().forEach(vertex -> assertThat(
                        values.get(vertex).length())
                .as(vertex)
                .isEqualTo(2
                        * types.get(vertex).rows()
                        * types.get(vertex).output().arrayElementsPerExample()));
    }

    private static long[] batch(InputType type) {
        long[] shape = type.getShape(true);
        shape[0] = 2;
        return shape;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void gradientsAgreeWithFiniteDifferences(Kind kind) {
        try (Network network = Fixture.open(kind.design())) {
            Fixture.assertGradients(network, kind.examples(EXAMPLES));
        }
    }

    private static float[] initial(String kind, String block) {
        return initial(
                kinds().filter(each -> each.name().equals(kind)).findFirst().orElseThrow(), block);
    }

    /** Returns the initial values of the first layer's block with the given end of its name. */
    private static float[] initial(Kind kind, String block) {
        ParameterSet initial = kind.design().initialParameters(Fixture.STREAMS.stream("init"));
        Block found = initial.layout().blocks().stream()
                .filter(each -> each.name().endsWith("/" + block))
                .findFirst()
                .orElseThrow();
        return initial.select(initial.layout().select(found::equals)).values();
    }

    @Test
    void initialValuesFollowTheLayerType() {
        assertThat(initial("dense with layer norm", "g")).containsOnly(1f);
        assertThat(initial("parametric ReLU", "W")).containsOnly(0f);
        // input, forget, output gates and the candidate
        assertThat(initial("LSTM", "b")).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
        for (String weights : List.of("W", "RW")) {
            assertThat(rootMeanSquare(initial("LSTM", weights))).isCloseTo(0.5 / Math.sqrt(3), within(0.1));
        }
        assertThat(rootMeanSquare(initial("bidirectional RNN, added", "bRW")))
                .isCloseTo(0.5 / Math.sqrt(3), within(0.15));
        assertThat(rootMeanSquare(initial("embedding of a sequence and LSTM", "W")))
                .isCloseTo(1, within(0.25));
        // He et al. with a fan-in of 9
        assertThat(rootMeanSquare(initial("depthwise convolution", "W"))).isCloseTo(Math.sqrt(2 / 9.0), within(0.15));
        assertThat(rootMeanSquare(initial("separable convolution", "W"))).isCloseTo(Math.sqrt(2 / 9.0), within(0.15));
    }

    private static double rootMeanSquare(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum / values.length);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void earlyExitAgreesWithTheFullPass(Kind kind) {
        Examples examples = kind.examples(70);
        try (Network network = Fixture.open(kind.design())) {
            List<Integer> expected = new ArrayList<>();
            network.forward(examples, pass -> {
                for (int i = 0; i < pass.size(); i++) {
                    int row = i * CLASSES;
                    double[] logits = pass.logits(new Exit(2));
                    expected.add(IntStream.range(0, CLASSES)
                            .boxed()
                            .max(Comparator.comparingDouble(c -> logits[row + c]))
                            .orElseThrow());
                }
            });
            List<ExitDecision> decisions = network.infer(examples, Fixture.rule(view -> false));
            assertThat(decisions.stream().map(ExitDecision::label)).containsExactlyElementsOf(expected);
        }
    }

    static Stream<Kind> exportedKinds() {
        return kinds().filter(Kind::isExported);
    }

    static Stream<Kind> refusedKinds() {
        return kinds().filter(kind -> !kind.isExported());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedKinds")
    void networksWithoutAnExportedGraphAreRefused(Kind kind) {
        Dl4jDesign design = kind.design();
        try (Network network = Fixture.open(design)) {
            ParameterSet all = network.read(network.spec().layout().all());
            assertThatThrownBy(() -> Fixture.exported(design, ExportRequest.of(all)))
                    .hasMessageFindingMatch("channels last|have no equivalent");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exportedKinds")
    void exportedGraphsAgree(Kind kind) {
        Dl4jDesign design = kind.design();
        Examples examples = kind.examples(EXAMPLES);
        try (Network network = Fixture.open(design)) {
            network.train(
                    Fixture.earlyExit(network), examples, Fixture.oneStep(examples, 0.05), Fixture.STREAMS.stream("s"));
            ParameterSet all = network.read(network.spec().layout().all());
            ComputationGraph graph = Fixture.exported(design, ExportRequest.of(all));
            Fixture.assertSameProbabilities(
                    network, examples, graph.output(false, Fixture.array(examples, kind.shape())));
            graph.close();
        }
    }
}
