package org.exeunt.dl4j;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
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
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.layers.sequence.SequencePooling.Steps;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;

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
            return Fixture.design(backbone, head, shape, CLASSES);
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
                    : new InputScaling(
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
                        on("stock layers", stockLayers(CNN2DFormat.NCHW), IMAGE),
                        on("stock layers, channels last", stockLayers(CNN2DFormat.NHWC), IMAGE),
                        on("pooled series", pooledSeries(RNNFormat.NCW), SERIES),
                        on("pooled series, channels last", pooledSeries(RNNFormat.NWC), SERIES))
                .flatMap(backbone -> heads().flatMap(backbone));
    }

    private static ResNet18 resNet18(ResNet18.NormKind norm) {
        return new ResNet18(new ResNet18.Options(4, norm, 2, 0.1));
    }

    private static Transformer transformer(boolean mask) {
        return new Transformer(new Transformer.Options(VOCABULARY, 8, 3, 2, 12, 0.1, mask));
    }

    /** Returns a backbone of one stage that averages a series over time. */
    private static Backbone pooledSeries(RNNFormat format) {
        return Fixture.oneStage(InputType.recurrent(3, 40, format), new SequencePooling(Steps.MEAN));
    }

    /** Returns a backbone of four stages of layers that Deeplearning4j has. */
    private static Backbone stockLayers(CNN2DFormat format) {
        return Fixture.backbone(
                4,
                InputType.convolutional(32, 30, 3, format),
                (stage, graph, input, given) -> Fixture.addAll(stockLayers(stage), graph, input));
    }

    private static List<Layer> stockLayers(int stage) {
        return switch (stage) {
            case 1 ->
                List.of(
                        new ConvolutionLayer.Builder(3, 5)
                                .nOut(6)
                                .stride(2, 1)
                                .convolutionMode(ConvolutionMode.Same)
                                .activation(new ActivationLReLU(0.2))
                                .build(),
                        new BatchNormalization.Builder().useLogStd(true).build(),
                        new SubsamplingLayer.Builder(
                                        SubsamplingLayer.PoolingType.MAX, new int[] {2, 3}, new int[] {2, 2})
                                .build());
            case 2 ->
                List.of(
                        new DepthwiseConvolution2D.Builder(3, 3)
                                .depthMultiplier(2)
                                .padding(1, 0)
                                .activation(Activation.RELU6)
                                .build(),
                        new ConvolutionLayer.Builder(1, 1)
                                .nOut(5)
                                .hasBias(false)
                                .activation(Activation.SWISH)
                                .build(),
                        new DropoutLayer(0.5));
            case 3 ->
                List.of(
                        new ConvolutionLayer.Builder(2, 2)
                                .nOut(7)
                                .dilation(2, 2)
                                .activation(Activation.IDENTITY)
                                .build(),
                        new BatchNormalization.Builder(0.9, true)
                                .eps(1e-3)
                                .lockGammaBeta(true)
                                .gamma(1.5)
                                .beta(0.2)
                                .useLogStd(false)
                                .build(),
                        new ActivationLayer(Activation.ELU),
                        new SubsamplingLayer.Builder(
                                        SubsamplingLayer.PoolingType.AVG, new int[] {3, 3}, new int[] {2, 2})
                                .convolutionMode(ConvolutionMode.Same)
                                .build());
            default ->
                List.of(
                        new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),
                        new DenseLayer.Builder()
                                .nOut(8)
                                .activation(Activation.TANH)
                                .build(),
                        new DenseLayer.Builder()
                                .nOut(6)
                                .hasBias(false)
                                .activation(Activation.SOFTPLUS)
                                .build());
        };
    }

    private record NamedHead(String name, boolean forSequences, ExitHead head) {}

    private static Stream<NamedHead> heads() {
        return Stream.of(
                new NamedHead("linear", false, new LinearHead()),
                new NamedHead("grid", false, new LinearHead(new LinearHead.Options(Optional.empty(), List.of(3, 2)))),
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
}
