package org.exeunt.dl4j;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.backbones.AnyWidthConvNet;
import org.exeunt.dl4j.backbones.ConvNet;
import org.exeunt.dl4j.backbones.Transformer;
import org.exeunt.dl4j.heads.ConvHead;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.heads.MlpHead;
import org.exeunt.dl4j.heads.RecurrentHead;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.testkit.contract.Float32EngineContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.nd4j.linalg.activations.Activation;

/** The contract of engines, for networks of every backbone and head, and of Deeplearning4j's layers. */
class Dl4jEngineContractTest {
    private static final InputShape IMAGE = InputShape.image(2, 14, 14);
    private static final InputShape SERIES = InputShape.of(List.of(3, 26));
    private static final PluginChoice<ExitHead> LINEAR =
            new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options());
    private static final PluginChoice<ExitHead> MEAN = new Dl4jPlugins()
            .choose(ExitHead.class, "linear", new LinearHead.Options(Optional.of(SequencePooling.Steps.MEAN)));
    private static final PluginChoice<ExitHead> CONV =
            new Dl4jPlugins().choose(ExitHead.class, "conv", new ConvHead.Options(5));

    abstract static class Contract extends Float32EngineContract<NetworkOptions> {
        private final NetworkOptions network;
        private final InputShape input;

        Contract(PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head, InputShape input) {
            this.network = new NetworkOptions(backbone, head);
            this.input = input;
        }

        @Override
        protected final Engine<NetworkOptions> engine() {
            return new Dl4jEngine(new Fixture.Context());
        }

        @Override
        protected final NetworkOptions network() {
            return network;
        }

        @Override
        protected final InputShape input() {
            return input;
        }
    }

    /**
     * Networks whose values are often close to the kink of a ReLU, because they follow a norm or are read by several
     * exits: larger steps cross too many kinks. A float32 loss of a few units has an error of about 1e-2 of the slope
     * with this step.
     */
    abstract static class ManyKinks extends Contract {
        ManyKinks(PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head, InputShape input) {
            super(backbone, head, input);
        }

        @Override
        protected double gradientStep() {
            return 1e-4;
        }

        @Override
        protected double gradientTolerance() {
            return 5e-2;
        }
    }

    /** Networks that read tokens. A loss of about 1 has an error of about 1e-7, which affects smaller steps. */
    abstract static class OnTokens extends Contract {
        OnTokens(PluginChoice<Backbone> backbone, PluginChoice<ExitHead> head) {
            super(backbone, head, InputShape.vector(7));
        }

        @Override
        protected final Examples examples(int count) {
            return Tokens.draw(count, 7, TokenLstm.VOCABULARY, classes(), Fixture.STREAMS.stream("tokens"));
        }

        @Override
        protected final double gradientStep() {
            return 2e-3;
        }
    }

    @Nested
    class Mlps extends Contract {
        Mlps() {
            super(Fixture.mlp(9, 8, 7), LINEAR, InputShape.vector(6));
        }
    }

    @Nested
    class GridHeads extends Contract {
        GridHeads() {
            super(
                    Fixture.convNet(6, 2),
                    new Dl4jPlugins()
                            .choose(ExitHead.class, "linear", new LinearHead.Options(Optional.empty(), List.of(3, 2))),
                    IMAGE);
        }
    }

    @Nested
    class MlpHeads extends Contract {
        MlpHeads() {
            super(
                    Fixture.convNet(6, 2),
                    new Dl4jPlugins().choose(ExitHead.class, "mlp", new MlpHead.Options(5)),
                    IMAGE);
        }
    }

    @Nested
    class ConvHeads extends Contract {
        ConvHeads() {
            super(Fixture.convNet(6, 2), CONV, IMAGE);
        }
    }

    /** Portable kernels, as used in device memory. */
    @Nested
    @Tag("slow")
    class PortableKernels extends Contract {
        PortableKernels() {
            super(Fixture.convNet(6, 2), CONV, IMAGE);
        }

        @BeforeEach
        void useDeviceMemory() {
            MemoryLocation.use(MemoryLocation.DEVICE);
        }

        @AfterEach
        void useHostMemory() {
            MemoryLocation.use(MemoryLocation.HOST);
        }
    }

    @Nested
    @Tag("slow")
    class RecurrentHeads extends Contract {
        RecurrentHeads() {
            super(
                    Fixture.convNet(6, 3),
                    new Dl4jPlugins().choose(ExitHead.class, "recurrent", new RecurrentHead.Options(4, 2, 9, 0)),
                    InputShape.image(2, 22, 22));
        }
    }

    @Nested
    class ConvNetsOfSeries extends Contract {
        ConvNetsOfSeries() {
            super(
                    new Dl4jPlugins().choose(Backbone.class, "convnet-1d", new ConvNet.SeriesOptions(6, 2, 4)),
                    LINEAR,
                    SERIES);
        }
    }

    @Nested
    class TwoStems extends Contract {
        TwoStems() {
            super(TwoStem1dTest.backbone(6, 2, 4), LINEAR, SERIES);
        }
    }

    @Nested
    class AnyWidthConvNets extends ManyKinks {
        AnyWidthConvNets() {
            super(
                    new Dl4jPlugins().choose(Backbone.class, "any-width-convnet", new AnyWidthConvNet.Options(6, 2, 3)),
                    LINEAR,
                    InputShape.image(3, 12, 12));
        }
    }

    @Nested
    class AnyWidthConvNetsOfSeries extends ManyKinks {
        AnyWidthConvNetsOfSeries() {
            super(
                    new Dl4jPlugins()
                            .choose(
                                    Backbone.class,
                                    "any-width-convnet-1d",
                                    new AnyWidthConvNet.SeriesOptions(6, 2, 2, 4)),
                    CONV,
                    SERIES);
        }
    }

    abstract static class ResNets extends ManyKinks {
        ResNets(PluginChoice<Backbone> backbone) {
            super(backbone, LINEAR, InputShape.image(2, 16, 16));
        }

        /** Sums of several hundred products in 17 layers. */
        @Override
        protected final double arithmeticTolerance() {
            return 2e-5;
        }
    }

    @Nested
    @Tag("slow")
    class ResNetsWithBatchNorm extends ResNets {
        ResNetsWithBatchNorm() {
            super(Fixture.resNet18(4));
        }

        @Override
        protected boolean normalisesOverTheBatch() {
            return true;
        }
    }

    @Nested
    @Tag("slow")
    class ResNetsWithGroupNorm extends ResNets {
        ResNetsWithGroupNorm() {
            super(Fixture.resNet18WithGroupNorm(4, 2));
        }
    }

    private static PluginChoice<Backbone> transformer() {
        return new Dl4jPlugins()
                .choose(
                        Backbone.class,
                        "transformer",
                        new Transformer.Options(TokenLstm.VOCABULARY, 8, 2, 2, 12, 0, true));
    }

    @Nested
    class Transformers extends OnTokens {
        Transformers() {
            super(transformer(), LINEAR);
        }
    }

    /** Heads that read all positions instead of the first only. */
    @Nested
    class TransformersWithMean extends OnTokens {
        TransformersWithMean() {
            super(transformer(), MEAN);
        }
    }

    /** Uses the mean, because the backward direction of a bidirectional layer has read the last step only. */
    @Nested
    @Tag("slow")
    class Dl4jLstms extends OnTokens {
        Dl4jLstms() {
            super(Fixture.chosen(new TokenLstm(true)), MEAN);
        }
    }

    /** Convolutions with bias before batch norm, of Deeplearning4j's layers: the gradient of these biases is 0. */
    @Nested
    @Tag("slow")
    class Dl4jBatchNorms extends Contract {
        Dl4jBatchNorms() {
            super(Fixture.chosen(new NormedStages(2)), LINEAR, InputShape.image(2, 8, 8));
        }

        @Override
        protected boolean normalisesOverTheBatch() {
            return true;
        }
    }

    private record NormedStages(int stages) implements Backbone {
        @Override
        public InputType input(InputShape example) {
            return InputType.convolutional(8, 8, 2);
        }

        @Override
        public String addStage(int stage, GraphBuilder graph, String input, InputType type) {
            return Fixture.addAll(
                    List.of(
                            new ConvolutionLayer.Builder(3, 3)
                                    .nOut(4)
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            new BatchNormalization(),
                            new ActivationLayer(Activation.TANH)),
                    graph,
                    input);
        }
    }
}
