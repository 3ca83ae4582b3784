package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
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
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.LayerTypes;
import org.exeunt.dl4j.design.StageGraph;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.layers.ParameterisedConfiguration;
import org.exeunt.dl4j.layers.ShapedParameters;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
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

    @TempDir
    private Path folder;

    /**
     * A backbone of two stages. The first stage has one or two layers under test.
     *
     * @param macs MACs of the first stage
     */
    private record Kind(String name, InputShape shape, InputType type, long macs, Supplier<List<Layer>> layers)
            implements Backbone {
        @Override
        public int stages() {
            return 2;
        }

        @Override
        public InputType input(InputShape example) {
            return type;
        }

        @Override
        public String addStage(int stage, GraphBuilder graph, String input, InputType given) {
            String below = input;
            List<Layer> own = stage == 1 ? layers.get() : List.of(second(given));
            for (int i = 0; i < own.size(); i++) {
                graph.addLayer("layer" + i, own.get(i), below);
                below = "layer" + i;
            }
            return below;
        }

        private static Layer second(InputType given) {
            if (given instanceof InputType.InputTypeRecurrent) {
                return new LastTimeStep(new SimpleRnn.Builder()
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build());
            }
            return given instanceof InputType.InputTypeConvolutional
                    ? new GlobalPoolingLayer.Builder(PoolingType.PNORM).pnorm(2).build()
                    : new DenseLayer.Builder()
                            .nOut(4)
                            .activation(Activation.TANH)
                            .build();
        }

        boolean readsTokens() {
            return shape.equals(TOKENS);
        }

        /** Returns whether the backbone can be exported; exported graphs have channels first. */
        boolean isExported() {
            return !(type instanceof InputType.InputTypeRecurrent series && series.getFormat() == RNNFormat.NWC);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Kind image(String name, long macs, Supplier<Layer> layer) {
        return new Kind(name, IMAGE, InputType.convolutional(8, 7, 2), macs, () -> List.of(layer.get()));
    }

    private static Kind series(String name, long macs, Supplier<Layer> layer) {
        return new Kind(name, SERIES, InputType.recurrent(3, 9), macs, () -> List.of(layer.get()));
    }

    private static Kind vector(String name, long macs, Supplier<Layer> layer) {
        return new Kind(name, VECTOR, InputType.feedForward(5), macs, () -> List.of(layer.get()));
    }

    private static LSTM lstm(int units) {
        return new LSTM.Builder().nOut(units).activation(Activation.TANH).build();
    }

    private static SimpleRnn rnn(int units) {
        return new SimpleRnn.Builder().nOut(units).activation(Activation.TANH).build();
    }

    static Stream<Kind> kinds() {
        int step = 4 * 4 * (3 + 4);
        return Stream.of(
                image("convolution", 6 * 5 * 4 * 2 * 9, () -> new ConvolutionLayer.Builder(3, 3)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build()),
                image(
                        "separable convolution",
                        6 * 5 * (2 * 3 * 9 + 2 * 3 * 4),
                        () -> new SeparableConvolution2D.Builder(3, 3)
                                .depthMultiplier(3)
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build()),
                image("depthwise convolution", 6 * 5 * 4 * 9, () -> new DepthwiseConvolution2D.Builder(3, 3)
                        .depthMultiplier(2)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build()),
                image("deconvolution", 8 * 7 * 2 * 4 * 4, () -> new Deconvolution2D.Builder(2, 2)
                        .stride(2, 2)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build()),
                image("batch norm", 0, () -> new BatchNormalization.Builder().build()),
                image("local response norm", 0, () -> new LocalResponseNormalization.Builder()
                        .n(2)
                        .build()),
                image("activation", 0, () -> new ActivationLayer(Activation.TANH)),
                image("parametric ReLU", 0, () -> new PReLULayer.Builder()
                        .inputShape(2, 8, 7)
                        .build()),
                image("max pooling", 0, () -> new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                        .build()),
                image("mean pooling", 0, () -> new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}, new int[] {2, 2})
                        .build()),
                image("zero padding", 0, () -> new ZeroPaddingLayer.Builder(1, 2).build()),
                image("cropping", 0, () -> new Cropping2D.Builder(1, 2).build()),
                image("upsampling", 0, () -> new Upsampling2D.Builder(2).build()),
                image("global pooling", 0, () -> new GlobalPoolingLayer.Builder(PoolingType.AVG).build()),
                image("dense on images", 2 * 8 * 7 * 4, () -> new DenseLayer.Builder()
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build()),
                vector("dense", 5 * 4, () -> new DenseLayer.Builder()
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build()),
                vector("dense with layer norm", 5 * 4, () -> new DenseLayer.Builder()
                        .nOut(4)
                        .hasLayerNorm(true)
                        .activation(Activation.TANH)
                        .build()),
                vector("batch norm of vectors", 0, () -> new BatchNormalization.Builder().build()),
                vector("parametric ReLU of vectors", 0, () -> new PReLULayer.Builder()
                        .inputShape(5)
                        .build()),
                vector("product with weights", 0, () -> new ElementWiseMultiplicationLayer.Builder()
                        .nIn(5)
                        .nOut(5)
                        .activation(Activation.TANH)
                        .build()),
                series("LSTM", 9 * step, () -> lstm(4)),
                series("simple RNN", 9 * 4 * (3 + 4), () -> rnn(4)),
                series("bidirectional LSTM, concatenated", 2 * 9 * step, () -> new Bidirectional(lstm(4))),
                series(
                        "bidirectional RNN, added",
                        2 * 9 * 4 * (3 + 4),
                        () -> new Bidirectional(Bidirectional.Mode.ADD, rnn(4))),
                series("last step of an LSTM", 9 * step, () -> new LastTimeStep(lstm(4))),
                series(
                        "dense, every step",
                        9 * 3 * 4,
                        () -> new TimeDistributed(new DenseLayer.Builder()
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build())),
                series("convolution in time", 7 * 4 * 3 * 3, () -> new Convolution1D.Builder(3)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build()),
                series("pooling in time", 0, () -> new Subsampling1DLayer.Builder(
                                SubsamplingLayer.PoolingType.AVG, 2, 2)
                        .build()),
                series("zero padding in time", 0, () -> new ZeroPadding1DLayer.Builder(1).build()),
                series("upsampling in time", 0, () -> new Upsampling1D.Builder(2).build()),
                series("global pooling of series", 0, () -> new GlobalPoolingLayer.Builder(PoolingType.AVG).build()),
                new Kind(
                        "dense between recurrent layers",
                        SERIES,
                        InputType.recurrent(3, 9),
                        9 * (3 * 5 + 4 * 4 * (5 + 4)),
                        () -> List.of(
                                new DenseLayer.Builder()
                                        .nOut(5)
                                        .activation(Activation.TANH)
                                        .build(),
                                lstm(4))),
                new Kind(
                        "embedding of a sequence and LSTM",
                        TOKENS,
                        InputType.feedForward(6),
                        6 * step,
                        () -> List.of(
                                new EmbeddingSequenceLayer.Builder()
                                        .nIn(VOCABULARY)
                                        .nOut(3)
                                        .build(),
                                lstm(4))),
                new Kind(
                        "embedding of one id",
                        InputShape.vector(1),
                        InputType.feedForward(1),
                        0,
                        () -> List.of(new EmbeddingLayer.Builder()
                                .nIn(VOCABULARY)
                                .nOut(3)
                                .activation(Activation.TANH)
                                .build())),
                new Kind(
                        "LSTM, channels last",
                        SERIES,
                        InputType.recurrent(3, 9, RNNFormat.NWC),
                        9 * step,
                        () -> List.of(lstm(4))),
                new Kind(
                        "pooled convolution in space",
                        InputShape.of(List.of(2, 4, 5, 3)),
                        InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 5, 3, 2),
                        3 * 4 * 2 * 4 * 2 * 8,
                        () -> List.of(
                                new Convolution3D.Builder(2, 2, 2)
                                        .nOut(4)
                                        .activation(Activation.TANH)
                                        .build(),
                                new GlobalPoolingLayer.Builder(PoolingType.AVG).build())),
                new Kind(
                        "convolution, channels last",
                        IMAGE,
                        InputType.convolutional(8, 7, 2, CNN2DFormat.NHWC),
                        6 * 5 * 4 * 2 * 9,
                        () -> List.of(new ConvolutionLayer.Builder(3, 3)
                                .nOut(4)
                                .activation(Activation.TANH)
                                .build())));
    }

    private static Dl4jDesign design(Kind kind) {
        return new Dl4jDesign(new GraphFactory(kind, new LinearHead(), kind.shape(), CLASSES));
    }

    private static Examples examples(Kind kind, int count) {
        if (kind.shape().size() == 1) {
            return new Tokens(
                    IntStream.range(0, count)
                            .mapToObj(i -> new float[] {i * 7 % VOCABULARY})
                            .toArray(float[][]::new),
                    CLASSES);
        }
        return kind.readsTokens()
                ? Tokens.draw(count, TOKENS.size(), VOCABULARY, CLASSES, Fixture.STREAMS.stream("tokens"))
                : Fixture.normal(kind.shape(), count, CLASSES, 31);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void macsAndOutputSizesAgree(Kind kind) {
        Dl4jDesign design = design(kind);
        NetworkSpec spec = design.spec();
        assertThat(spec.stageMacs().get(0).count()).isEqualTo(kind.macs());
        GraphFactory factory = new GraphFactory(kind, new LinearHead(), kind.shape(), CLASSES);
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
        Examples examples = examples(kind, EXAMPLES);
        try (Network network = Fixture.open(design(kind))) {
            Objective objective = Fixture.earlyExit(network);
            float[] gradient = Fixture.gradient(network, objective, examples);
            ParameterSet start = network.read(network.spec().layout().all());
            for (Block block : network.spec().layout().trainable().blocks()) {
                BlockSet one = network.spec().layout().select(block::equals);
                ParameterSet direction = ParameterSet.fromFlat(one, gradient);
                double norm = ParameterMath.norm(direction);
                if (norm < 1e-4) {
                    continue;
                }
                double h = 1e-2;
                network.load(ParameterMath.axpy(h / norm, direction, start.select(one)));
                double up = Fixture.value(network, objective, examples);
                network.load(ParameterMath.axpy(-h / norm, direction, start.select(one)));
                double down = Fixture.value(network, objective, examples);
                network.load(start);
                assertThat((up - down) / (2 * h)).as(block.name()).isCloseTo(norm, within(2e-2 * norm + 1e-4));
            }
        }
    }

    private static float[] initial(String kind, String block) {
        return initial(
                kinds().filter(each -> each.name().equals(kind)).findFirst().orElseThrow(), block);
    }

    /** Returns the initial values of a block of the first stage. */
    private static float[] initial(Kind kind, String block) {
        Dl4jDesign design = design(kind);
        return design.initialParameters(Fixture.STREAMS.stream("init"))
                .select(design.spec().layout().select(each -> each.name().equals("stage1/" + block)))
                .values();
    }

    @Test
    void initialValuesFollowTheLayerType() {
        assertThat(initial("dense with layer norm", "layer0/g")).containsOnly(1f);
        assertThat(initial("parametric ReLU", "layer0/W")).containsOnly(0f);
        // input, forget, output gates and the candidate
        assertThat(initial("LSTM", "layer0/b")).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
        for (String weights : List.of("layer0/W", "layer0/RW")) {
            assertThat(rootMeanSquare(initial("LSTM", weights))).isCloseTo(0.5 / Math.sqrt(3), within(0.1));
        }
        assertThat(rootMeanSquare(initial("bidirectional RNN, added", "layer0/bRW")))
                .isCloseTo(0.5 / Math.sqrt(3), within(0.15));
        assertThat(rootMeanSquare(initial("embedding of a sequence and LSTM", "layer0/W")))
                .isCloseTo(1, within(0.25));
        // He et al. with a fan-in of 9
        assertThat(rootMeanSquare(initial("depthwise convolution", "layer0/W")))
                .isCloseTo(Math.sqrt(2 / 9.0), within(0.15));
        assertThat(rootMeanSquare(initial("separable convolution", "layer0/W")))
                .isCloseTo(Math.sqrt(2 / 9.0), within(0.15));
    }

    /** Passes its input through, and has a weight whose name ends as that of the gain of a layer norm. */
    @SuppressWarnings("serial")
    private static final class Gate extends ParameterisedConfiguration {
        @Override
        public ParamInitializer initializer() {
            return new ShapedParameters().weights("Wg", 5, 40);
        }

        @Override
        public void setNIn(InputType type, boolean override) {}

        @Override
        public InputType getOutputType(int index, InputType type) {
            return type;
        }

        @Override
        public long macs(InputType type) {
            return 0;
        }

        @Override
        public String addOnnx(OnnxNodes nodes, String input) {
            return input;
        }

        @Override
        protected FastLayer<?> layer(NeuralNetConfiguration conf, DataType type) {
            return new FastLayer<Gate>(conf, type) {
                @Override
                public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
                    return input;
                }

                @Override
                protected INDArray backward(INDArray epsilon, boolean inputGradient) {
                    return epsilon;
                }
            };
        }
    }

    @Test
    void weightsAreDrawnWhateverTheirName() {
        assertThat(rootMeanSquare(initial(vector("gate", 0, Gate::new), "layer0/Wg")))
                .isCloseTo(Math.sqrt(2 / 5.0), within(0.15));
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
        Examples examples = examples(kind, 70);
        try (Network network = Fixture.open(design(kind))) {
            List<Integer> expected = new ArrayList<>();
            network.forward(examples, pass -> {
                double[] logits = pass.logits(new Exit(2));
                for (int i = 0; i < pass.size(); i++) {
                    int best = 0;
                    for (int c = 1; c < CLASSES; c++) {
                        best = logits[i * CLASSES + c] > logits[i * CLASSES + best] ? c : best;
                    }
                    expected.add(best);
                }
            });
            List<ExitDecision> decisions = network.infer(examples, new ExitRule() {
                @Override
                public String label() {
                    return "never";
                }

                @Override
                public boolean shouldExit(ExitInput view) {
                    return false;
                }
            });
            assertThat(decisions.stream().map(ExitDecision::label)).containsExactlyElementsOf(expected);
        }
    }

    static Stream<Kind> exportedKinds() {
        return kinds().filter(Kind::isExported);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exportedKinds")
    void exportedGraphsAgree(Kind kind) throws IOException {
        Dl4jDesign design = design(kind);
        Examples examples = examples(kind, EXAMPLES);
        try (Network network = Fixture.open(design)) {
            network.train(
                    Fixture.earlyExit(network), examples, Fixture.oneStep(examples, 0.05), Fixture.STREAMS.stream("s"));
            Path file = folder.resolve("model.zip");
            ExportRequest request =
                    ExportRequest.of(network.read(network.spec().layout().all()));
            Files.write(file, design.export("dl4j", request).get("model.zip"));
            ComputationGraph graph = ModelSerializer.restoreComputationGraph(file.toFile(), false);
            float[] values = new float[EXAMPLES * kind.shape().size()];
            for (int i = 0; i < EXAMPLES; i++) {
                examples.copyTo(i, values, i * kind.shape().size());
            }
            List<Long> lengths = new ArrayList<>(List.of((long) EXAMPLES));
            kind.shape().lengths().forEach(length -> lengths.add((long) length));
            INDArray[] probabilities = graph.output(
                    false,
                    Nd4j.createFromArray(values)
                            .reshape(
                                    'c',
                                    lengths.stream().mapToLong(Long::longValue).toArray()));
            network.forward(examples, pass -> {
                for (int k = 0; k < probabilities.length; k++) {
                    double[] logits = pass.logits(new Exit(k + 1));
                    double[] row = new double[CLASSES];
                    for (int i = 0; i < EXAMPLES; i++) {
                        Softmax.row(logits, i * CLASSES, CLASSES, 1, row);
                        for (int c = 0; c < CLASSES; c++) {
                            assertThat(probabilities[k].getDouble(i, c)).isCloseTo(row[c], within(1e-5));
                        }
                    }
                }
            });
            graph.close();
        }
    }
}
