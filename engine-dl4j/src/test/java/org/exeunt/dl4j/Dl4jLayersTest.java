package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.MacCounting;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Backbones of Deeplearning4j's own layers and vertices, in both image layouts. */
class Dl4jLayersTest {
    private static final InputShape SHAPE = InputShape.image(2, 12, 12);
    private static final int CLASSES = 3;

    /** Builds the stage of a test. */
    private interface Stage {
        String add(int stage, GraphBuilder graph, String input);
    }

    private static NetworkDesign design(CNN2DFormat format, int stages, Stage stage) {
        Backbone backbone = new Backbone() {
            @Override
            public int stages() {
                return stages;
            }

            @Override
            public InputType input(InputShape example) {
                return InputType.convolutional(12, 12, 2, format);
            }

            @Override
            public String addStage(int number, GraphBuilder graph, String input, InputType type) {
                return stage.add(number, graph, input);
            }
        };
        return new Dl4jDesign(new GraphFactory(backbone, new LinearHead(), SHAPE, CLASSES));
    }

    private static String plain(int stage, GraphBuilder graph, String input) {
        graph.addLayer(
                        "conv",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(4 + stage)
                                .activation(Activation.TANH)
                                .build(),
                        input)
                .addLayer(
                        "max",
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build(),
                        "conv");
        return "max";
    }

    private static String normed(int stage, GraphBuilder graph, String input) {
        plain(stage, graph, input);
        graph.addLayer("norm", new BatchNormalization.Builder().build(), "max");
        return "norm";
    }

    /** The input of the stage has two consumers, so its gradient is a sum. */
    private static String residual(int stage, GraphBuilder graph, String input) {
        for (String branch : List.of("left", "right")) {
            graph.addLayer(
                    branch,
                    new ConvolutionLayer.Builder(3, 3)
                            .nOut(4)
                            .activation(Activation.TANH)
                            .build(),
                    input);
        }
        graph.addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right");
        return "sum";
    }

    private static String flattened(int stage, GraphBuilder graph, String input) {
        if (stage == 1) {
            return plain(stage, graph, input);
        }
        graph.addLayer(
                "dense",
                new DenseLayer.Builder().nOut(6).activation(Activation.TANH).build(),
                input);
        return "dense";
    }

    static Stream<Stage> stages() {
        return Stream.of(
                Dl4jLayersTest::plain, Dl4jLayersTest::normed, Dl4jLayersTest::residual, Dl4jLayersTest::flattened);
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void gradientsAgreeWithFiniteDifferences(CNN2DFormat format) {
        Examples examples = Fixture.normal(SHAPE, 16, CLASSES, 21);
        for (Stage stage : stages().toList()) {
            try (Network network = Fixture.open(design(format, 2, stage))) {
                Objective objective = Fixture.earlyExit(network);
                float[] gradient = Fixture.gradient(network, objective, examples);
                ParameterSet start = network.read(network.spec().layout().all());
                for (Block block : network.spec().layout().trainable().blocks()) {
                    assertSlope(network, objective, examples, start, block, gradient);
                }
            }
        }
    }

    private static void assertSlope(
            Network network,
            Objective objective,
            Examples examples,
            ParameterSet start,
            Block block,
            float[] gradient) {
        BlockSet one = network.spec().layout().select(block::equals);
        ParameterSet direction = ParameterSet.fromFlat(one, gradient);
        double norm = ParameterMath.norm(direction);
        if (norm < 1e-3) {
            return; // a bias before a batch norm has no effect
        }
        double h = 1e-2;
        network.load(ParameterMath.axpy(h / norm, direction, start.select(one)));
        double up = Fixture.value(network, objective, examples);
        network.load(ParameterMath.axpy(-h / norm, direction, start.select(one)));
        double down = Fixture.value(network, objective, examples);
        network.load(start);
        // a loss of about 1 has an error of about 1e-6, its slope over 2e-2 an error of 1e-4; the third derivative adds
        // 1e-2 of the slope
        assertThat((up - down) / (2 * h)).as(block.name()).isCloseTo(norm, within(2e-2 * norm + 1e-4));
    }

    @Test
    void dropoutDependsOnTheStream() {
        NetworkDesign design = design(CNN2DFormat.NCHW, 1, (stage, graph, input) -> {
            String below = plain(stage, graph, input);
            graph.addLayer("drop", new DropoutLayer.Builder(0.5).build(), below);
            return "drop";
        });
        Examples examples = Fixture.normal(SHAPE, 16, CLASSES, 24);
        List<ParameterSet> results = new ArrayList<>();
        for (long key : new long[] {1, 1, 2}) {
            try (Network network = Fixture.open(design)) {
                // a single batch, so that results do not depend on the shuffled order
                network.train(
                        Fixture.earlyExit(network),
                        examples,
                        Fixture.oneStep(examples, 0.1),
                        Fixture.STREAMS.stream("dropout", key));
                results.add(network.read(network.spec().layout().all()));
            }
        }
        assertThat(results.get(1)).isEqualTo(results.get(0));
        assertThat(Fixture.relativeDifference(
                        results.get(2).values(), results.get(0).values()))
                .isGreaterThan(1e-3);
    }

    /** A layer that the engine does not know: a subclass of LSTM. */
    @SuppressWarnings("serial")
    private static final class CustomLstm extends LSTM {
        CustomLstm() {
            setNOut(4);
            setActivationFn(Activation.TANH.getActivationFunction());
        }
    }

    private static final class FixedBackbonePlugin extends Plugin<Backbone, NoOptions> {
        FixedBackbonePlugin(Backbone backbone) {
            super("fixed", "A backbone.", (options, context) -> backbone);
        }
    }

    @Test
    void layersOfUnknownCostCauseAWarning() {
        Backbone backbone = new Backbone() {
            @Override
            public int stages() {
                return 2;
            }

            @Override
            public InputType input(InputShape example) {
                return InputType.recurrent(2, 12);
            }

            @Override
            public String addStage(int number, GraphBuilder graph, String input, InputType type) {
                graph.addLayer(
                        "own",
                        number == 2
                                ? new CustomLstm()
                                : new LSTM.Builder().nOut(4).build(),
                        input);
                return "own";
            }
        };
        RecordingContext context = new RecordingContext();
        NetworkSpec spec = new Dl4jEngine(context)
                .design(
                        new NetworkOptions(
                                PluginChoice.of(new FixedBackbonePlugin(backbone), new NoOptions()),
                                PluginChoice.of(new LinearHead.Provider(), new LinearHead.Options())),
                        InputShape.of(List.of(2, 12)),
                        CLASSES)
                .spec();
        assertThat(context.warnings())
                .singleElement()
                .asString()
                .contains("'own' (" + CustomLstm.class.getName() + ") of stage 2", MacCounting.class.getName());
        assertThat(spec.allMacsKnown()).isFalse();
        assertThat(spec.costOfLeavingAt(new Exit(1))).isEmpty();
        assertThat(spec.costOfOnly(new Exit(2))).isEmpty();
    }

    @Test
    void rejectsLayersWithWrongGradients() {
        assertThatThrownBy(() -> design(CNN2DFormat.NCHW, 1, (stage, graph, input) -> {
                    graph.addLayer(
                            "local",
                            new LocallyConnected2D.Builder()
                                    .kernelSize(3, 3)
                                    .nOut(4)
                                    .build(),
                            input);
                    return "local";
                }))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("'local' of stage 1")
                .hasMessageContaining("too large by a factor of two");
    }

    /** A SameDiff layer of one's own, with the correction that the message of CONFIG-62 describes. */
    @SuppressWarnings("serial")
    private static final class Doubling extends SameDiffLayer {
        private static final int UNITS = 4;

        @Override
        public InputType getOutputType(int index, InputType inputType) {
            return InputType.feedForward(UNITS);
        }

        @Override
        public void defineParameters(SDLayerParams shapes) {
            shapes.addWeightParam("W", 5, UNITS);
        }

        @Override
        public void initializeParameters(Map<String, INDArray> initial) {
            initial.get("W").assign(0);
        }

        @Override
        public SDVariable defineLayer(
                SameDiff graph, SDVariable input, Map<String, SDVariable> parameters, SDVariable mask) {
            return graph.math().tanh(input.mmul(parameters.get("W")));
        }

        @Override
        public Layer instantiate(
                NeuralNetConfiguration conf,
                Collection<TrainingListener> listeners,
                int index,
                INDArray parameters,
                boolean initialise,
                DataType type) {
            conf.setLayer(this);
            Halving layer = new Halving(conf, type);
            layer.setIndex(index);
            layer.setParamsViewArray(parameters);
            layer.setParamTable(initializer().init(conf, parameters, initialise));
            layer.setConf(conf);
            return layer;
        }
    }

    @SuppressWarnings("serial")
    private static final class Halving extends org.deeplearning4j.nn.layers.samediff.SameDiffLayer {
        Halving(NeuralNetConfiguration conf, DataType type) {
            super(conf, type);
        }

        @Override
        public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
            return super.backpropGradient(epsilon.mul(0.5), workspaces);
        }
    }

    @Test
    void acceptsCorrectedSameDiffLayers() {
        Backbone backbone = new Backbone() {
            @Override
            public int stages() {
                return 1;
            }

            @Override
            public InputType input(InputShape example) {
                return InputType.feedForward(5);
            }

            @Override
            public String addStage(int number, GraphBuilder graph, String input, InputType type) {
                graph.addLayer("own", new Doubling(), input);
                return "own";
            }
        };
        InputShape shape = InputShape.vector(5);
        Examples examples = Fixture.normal(shape, 16, CLASSES, 25);
        try (Network network =
                Fixture.open(new Dl4jDesign(new GraphFactory(backbone, new LinearHead(), shape, CLASSES)))) {
            Objective objective = Fixture.earlyExit(network);
            float[] gradient = Fixture.gradient(network, objective, examples);
            ParameterSet start = network.read(network.spec().layout().all());
            for (Block block : network.spec().layout().trainable().blocks()) {
                assertSlope(network, objective, examples, start, block, gradient);
            }
        }
    }

    @Test
    void rejectsBatchNormOfSequences() {
        Backbone backbone = new Backbone() {
            @Override
            public int stages() {
                return 1;
            }

            @Override
            public InputType input(InputShape example) {
                return InputType.recurrent(2, 12);
            }

            @Override
            public String addStage(int number, GraphBuilder graph, String input, InputType type) {
                graph.addLayer("norm", new BatchNormalization.Builder().build(), input);
                return "norm";
            }
        };
        GraphFactory factory = new GraphFactory(backbone, new LinearHead(), InputShape.of(List.of(2, 12)), CLASSES);
        assertThatThrownBy(() -> new Dl4jDesign(factory))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("'norm' of stage 1 of the backbone is a batch norm of sequences")
                .extracting(thrown -> ((ExeuntException) thrown).code())
                .hasToString("CONFIG-62");
    }
}
