package org.exeunt.dl4j;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.Mlp;
import org.exeunt.dl4j.backbones.ResNet18;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.backbones.TwoStem1d;
import org.exeunt.dl4j.heads.ConvHead;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.heads.MlpHead;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.exeunt.dl4j.layers.sequence.SequencePooling.Steps;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.nd4j.linalg.activations.Activation;

/** Networks with random parameters that can be exported in the ONNX format: every backbone with every head. */
final class OnnxNetworks {
    static final int CLASSES = 4;
    static final int VOCABULARY = 20;
    static final InputShape IMAGE = InputShape.image(3, 32, 30);
    static final InputShape SERIES = InputShape.of(List.of(3, 40));
    static final InputShape VECTOR = InputShape.vector(12);

    private OnnxNetworks() {}

    /** A backbone, a head and the shape of the examples. */
    record OnnxNetwork(String backboneName, Backbone backbone, String headName, ExitHead head, InputShape shape) {
        boolean readsTokens() {
            return backbone instanceof Transformer || backbone.padding().isPresent();
        }

        Dl4jDesign design() {
            return new Dl4jDesign(new GraphFactory(backbone, head, shape, CLASSES));
        }

        /** Returns whether backbone and head fit together. */
        boolean fits() {
            try {
                design();
                return true;
            } catch (ExeuntException e) {
                return false;
            }
        }

        /** Returns a different scaling for every channel; none for token ids. */
        InputScaling scaling() {
            return readsTokens()
                    ? InputScaling.none("token ids")
                    : InputScaling.of(
                            "raw values",
                            IntStream.range(0, shape.lengths().get(0))
                                    .mapToObj(i -> new InputScaling.Channel("channel " + i, 100 + 3 * i, 40 + i))
                                    .toList());
        }

        /**
         * Returns scaled examples; some lack modalities; sequences of tokens have different lengths, one has padding
         * before its end.
         */
        Examples examples(int count) {
            if (!readsTokens()) {
                Examples normal = Fixture.normal(shape, count, CLASSES, count);
                return backbone instanceof TwoStem1d ? TwoStem1dTest.lacking(normal, shape) : normal;
            }
            Tokens tokens =
                    Tokens.draw(count, shape.size(), VOCABULARY, CLASSES, Fixture.STREAMS.stream("tokens", count));
            float[] last = tokens.sequences()[count - 1];
            System.arraycopy(new float[] {0, 5, 0, 0, 7, 3, 0}, 0, last, 0, 7);
            return tokens;
        }

        @Override
        public String toString() {
            return backboneName + ", " + headName;
        }
    }

    /** Returns all networks. */
    static Stream<OnnxNetwork> all() {
        return Stream.of(
                        on("convnet", new ConvNet(new ConvNet.Options(8, 3)), IMAGE),
                        on("convnet-1d", new ConvNet(new ConvNet.SeriesOptions(8, 2, 5)), SERIES),
                        on("any-width-convnet", new AnyWidthConvNet(new AnyWidthConvNet.Options(6, 2, 3)), IMAGE),
                        on(
                                "any-width-convnet-1d",
                                new AnyWidthConvNet(new AnyWidthConvNet.SeriesOptions(6, 2, 2, 5)),
                                SERIES),
                        on("two-stem-1d", TwoStem1dTest.backbone(8, 2, 5).create(new Fixture.Context()), SERIES),
                        on("resnet18, batch norm", resNet18(ResNet18.NormKind.BATCH), IMAGE),
                        on("resnet18, group norm", resNet18(ResNet18.NormKind.GROUP), IMAGE),
                        on("mlp", new Mlp(new Mlp.Options(List.of(8, 8))), VECTOR),
                        on("mlp on images", new Mlp(new Mlp.Options(List.of(8, 8))), IMAGE),
                        on("mlp on series", new Mlp(new Mlp.Options(List.of(8, 6))), SERIES),
                        on("logistic regression", new Mlp(new Mlp.Options(List.of())), SERIES),
                        on("transformer", transformer(true), VECTOR),
                        on("transformer without mask", transformer(false), VECTOR),
                        on("stock images", new StockImages(CNN2DFormat.NCHW), IMAGE),
                        on("stock images, channels last", new StockImages(CNN2DFormat.NHWC), IMAGE),
                        on("separable", StockLayers.separable(CNN2DFormat.NCHW), IMAGE),
                        on("separable, channels last", StockLayers.separable(CNN2DFormat.NHWC), IMAGE),
                        on("stock series", StockLayers.series(), SERIES),
                        on("stock tokens", stockTokens(), VECTOR),
                        on("stock activations", StockLayers.activations(), SERIES))
                .flatMap(backbone -> heads().flatMap(backbone));
    }

    private static ResNet18 resNet18(ResNet18.NormKind norm) {
        return new ResNet18(new ResNet18.Options(4, norm, 2, 0.1));
    }

    private static Transformer transformer(boolean mask) {
        return new Transformer(new Transformer.Options(VOCABULARY, 8, 3, 2, 12, 0.1, mask));
    }

    private record NamedHead(String name, boolean forSequences, ExitHead head) {}

    private static Stream<NamedHead> heads() {
        return Stream.of(
                new NamedHead("linear", false, new LinearHead()),
                new NamedHead("mlp", false, new MlpHead(new MlpHead.Options(7))),
                new NamedHead("conv", false, new ConvHead(new ConvHead.Options(5))),
                new NamedHead("recurrent", false, new RecurrentHead(new RecurrentHead.Options(6, 2, 8, 0.1))),
                new NamedHead("first step", true, new LinearHead(new LinearHead.Options(Optional.of(Steps.FIRST)))),
                new NamedHead("last step", true, new LinearHead(new LinearHead.Options(Optional.of(Steps.LAST)))),
                new NamedHead("mean of steps", true, new MlpHead(new MlpHead.Options(5, Optional.of(Steps.MEAN)))));
    }

    /** Returns the networks of a backbone with a head; none if they do not fit together. */
    private static Function<NamedHead, Stream<OnnxNetwork>> on(String name, Backbone backbone, InputShape shape) {
        return head -> Stream.of(new OnnxNetwork(name, backbone, head.name(), head.head(), shape))
                .filter(network -> !head.forSequences()
                        || backbone.input(shape) instanceof InputType.InputTypeRecurrent
                        || network.readsTokens())
                .filter(OnnxNetwork::fits);
    }

    /**
     * Returns random values for all blocks. Variances are positive, the inputs of the second norm of encoder blocks
     * have a mean that is large compared with their deviation.
     */
    static ParameterSet parameters(Dl4jDesign design) {
        RandomGenerator random = Fixture.STREAMS.stream("parameters");
        float[] flat = design.initialParameters(random).values().clone();
        for (Block block : design.spec().layout().blocks()) {
            for (int i = block.offset(); i < block.end(); i++) {
                flat[i] += (float) (0.05 * random.nextGaussian());
                flat[i] = block.name().endsWith("var") ? Math.abs(flat[i]) + 0.1f : flat[i];
                flat[i] += block.name().endsWith("beta1") ? 10 : 0;
            }
        }
        return ParameterSet.fromFlat(design.spec().layout().all(), flat);
    }

    private static InputType image(InputShape example, CNN2DFormat format) {
        return InputType.convolutional(
                example.lengths().get(1),
                example.lengths().get(2),
                example.lengths().get(0),
                format);
    }

    /** Stages of Deeplearning4j's own layers for images, with branches. */
    private record StockImages(CNN2DFormat format) implements Backbone {
        @Override
        public int stages() {
            return 2;
        }

        @Override
        public InputType input(InputShape example) {
            return image(example, format);
        }

        @Override
        public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
            if (stage == 2) {
                graph.addLayer(
                        "mean",
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                                .kernelSize(3, 2)
                                .stride(2, 2)
                                .padding(1, 0)
                                .build(),
                        input);
                graph.addLayer("dropout", new DropoutLayer(0.5), "mean");
                graph.addLayer(
                        "dense",
                        new DenseLayer.Builder()
                                .nOut(6)
                                .hasBias(false)
                                .activation(Activation.SIGMOID)
                                .build(),
                        "dropout");
                return "dense";
            }
            graph.addLayer(
                    "same",
                    new ConvolutionLayer.Builder(3, 2)
                            .nOut(4)
                            .stride(2, 1)
                            .convolutionMode(ConvolutionMode.Same)
                            .activation(Activation.ELU)
                            .build(),
                    input);
            graph.addLayer("norm-without-scale", lockedNorm(), "same");
            graph.addLayer("norm", new BatchNormalization(), "norm-without-scale");
            graph.addLayer(
                    "wide",
                    new ConvolutionLayer.Builder(3, 3)
                            .nOut(4)
                            .dilation(2, 2)
                            .padding(2, 2)
                            .hasBias(false)
                            .activation(Activation.TANH)
                            .build(),
                    "norm");
            graph.addLayer("leaky", new ActivationLayer(Activation.LEAKYRELU), "norm");
            graph.addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "wide", "leaky");
            graph.addVertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product), "wide", "wide", "leaky");
            graph.addVertex("both", new MergeVertex(), "product", "sum");
            graph.addLayer(
                    "pool",
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                            .kernelSize(3, 3)
                            .stride(2, 2)
                            .convolutionMode(ConvolutionMode.Same)
                            .build(),
                    "both");
            return "pool";
        }

        private static BatchNormalization lockedNorm() {
            return new BatchNormalization.Builder()
                    .useLogStd(false)
                    .lockGammaBeta(true)
                    .gamma(0.5)
                    .beta(0.25)
                    .build();
        }
    }

    /** One or more layers of Deeplearning4j in every stage. */
    private record StockLayers(
            Function<InputShape, InputType> type, OptionalDouble padding, List<List<Supplier<Layer>>> layers)
            implements Backbone {
        @Override
        public int stages() {
            return layers.size();
        }

        @Override
        public InputType input(InputShape example) {
            return type.apply(example);
        }

        @Override
        public String addStage(int stage, GraphBuilder graph, String input, InputType given) {
            String below = input;
            for (Supplier<Layer> layer : layers.get(stage - 1)) {
                String name = "layer-above-" + below;
                graph.addLayer(name, layer.get(), below);
                below = name;
            }
            return below;
        }

        private static InputType series(InputShape example) {
            return InputType.recurrent(
                    example.lengths().get(0), example.lengths().get(1));
        }

        /** Convolutions of single channels; the first has outputs below 0, between 0 and 6, and above 6. */
        static StockLayers separable(CNN2DFormat format) {
            return new StockLayers(
                    example -> image(example, format),
                    OptionalDouble.empty(),
                    List.of(
                            List.of(
                                    () -> new DepthwiseConvolution2D.Builder(3, 2)
                                            .depthMultiplier(2)
                                            .stride(2, 1)
                                            .convolutionMode(ConvolutionMode.Same)
                                            .weightInit(new NormalDistribution(0, 2))
                                            .biasInit(3)
                                            .activation(Activation.RELU6)
                                            .build(),
                                    () -> new DepthwiseConvolution2D.Builder(2, 3)
                                            .stride(2, 3)
                                            .hasBias(false)
                                            .activation(Activation.IDENTITY)
                                            .build()),
                            List.of(() -> new SeparableConvolution2D.Builder(3, 2)
                                    .nOut(5)
                                    .depthMultiplier(3)
                                    .dilation(2, 2)
                                    .padding(2, 1)
                                    .activation(Activation.TANH)
                                    .build())));
        }

        static StockLayers series() {
            return new StockLayers(
                    StockLayers::series,
                    OptionalDouble.empty(),
                    List.of(
                            List.of(() -> new Convolution1D.Builder(5)
                                    .nOut(6)
                                    .stride(2)
                                    .activation(Activation.SOFTSIGN)
                                    .build()),
                            List.of(() -> lstm(6)),
                            List.of(() -> pool(PoolingType.MAX), () -> new DenseLayer.Builder()
                                    .nOut(6)
                                    .activation(Activation.TANH)
                                    .build())));
        }

        static StockLayers activations() {
            return new StockLayers(
                    StockLayers::series,
                    OptionalDouble.empty(),
                    Stream.of(
                                    Activation.SELU,
                                    Activation.SOFTPLUS,
                                    Activation.HARDSIGMOID,
                                    Activation.SIGMOID,
                                    Activation.RELU,
                                    Activation.IDENTITY)
                            .map(function -> List.<Supplier<Layer>>of(() -> new ActivationLayer(function)))
                            .toList());
        }

        static StockLayers tokens() {
            return new StockLayers(
                    example -> InputType.feedForward(example.size()),
                    OptionalDouble.of(0),
                    List.of(
                            List.of(() -> new EmbeddingSequenceLayer.Builder()
                                    .nIn(VOCABULARY)
                                    .nOut(6)
                                    .hasBias(true)
                                    .build()),
                            List.of(() -> lstm(6)),
                            List.of(() -> pool(PoolingType.AVG))));
        }

        private static GlobalPoolingLayer pool(PoolingType type) {
            return new GlobalPoolingLayer.Builder(type).build();
        }
    }

    /** Returns a backbone of Deeplearning4j's own layers for token ids; 0 is padding. The last stage pools steps. */
    static Backbone stockTokens() {
        return StockLayers.tokens();
    }

    private static LSTM lstm(int units) {
        return new LSTM.Builder().nOut(units).activation(Activation.TANH).build();
    }
}
