package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
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
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.plugins.Dl4jPlugins;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.exeunt.dl4j.spi.MacCounting;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j's own layers: dropout, layers of unknown cost, layers with known defects. */
class Dl4jLayersTest {
    private static final InputShape SHAPE = InputShape.image(2, 12, 12);
    private static final InputType IMAGES = InputType.convolutional(12, 12, 2);
    private static final InputShape SERIES = InputShape.of(List.of(2, 12));
    private static final int CLASSES = 3;

    @Test
    void dropoutDependsOnTheStream() {
        NetworkDesign design = Fixture.design(
                Fixture.oneStage(
                        IMAGES,
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(5)
                                .activation(Activation.TANH)
                                .build(),
                        new DropoutLayer.Builder(0.5).build()),
                SHAPE,
                CLASSES);
        Examples examples = Fixture.normal(SHAPE, 16, CLASSES, 24);
        Fixture.assertStepDependsOnTheStream(design, examples, 1e-3);
    }

    /** A layer that the engine does not know: a subclass of LSTM. */
    @SuppressWarnings("serial")
    private static final class CustomLstm extends LSTM {
        CustomLstm() {
            setNOut(4);
            setActivationFn(Activation.TANH.getActivationFunction());
        }
    }

    @Test
    void layersOfUnknownCostCauseAWarning() {
        Backbone backbone = Fixture.backbone(2, InputType.recurrent(2, 12), (stage, graph, input, type) -> {
            Layer known = new LSTM.Builder().nOut(4).build();
            graph.addLayer("own", stage == 2 ? new CustomLstm() : known, input);
            return "own";
        });
        RecordingContext context = new RecordingContext();
        NetworkSpec spec = new Dl4jEngine(context)
                .design(
                        new NetworkOptions(
                                Fixture.chosen(backbone),
                                new Dl4jPlugins().choose(ExitHead.class, "linear", new LinearHead.Options())),
                        SERIES,
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

    /** A SameDiff layer of one's own, with the correction that the message of CONFIG-62 describes. */
    @SuppressWarnings("serial")
    private static final class Doubling extends SameDiffLayer {
        /** Ends as the name of the gain of a layer norm does, which is not drawn. */
        private static final String WEIGHTS = "Wg";

        private static final int UNITS = 4;

        @Override
        public InputType getOutputType(int index, InputType inputType) {
            return InputType.feedForward(UNITS);
        }

        @Override
        public void defineParameters(SDLayerParams shapes) {
            shapes.addWeightParam(WEIGHTS, 5, UNITS);
        }

        @Override
        public void initializeParameters(Map<String, INDArray> initial) {
            initial.get(WEIGHTS).assign(0);
        }

        @Override
        public SDVariable defineLayer(
                SameDiff graph, SDVariable input, Map<String, SDVariable> parameters, SDVariable mask) {
            return graph.math().tanh(input.mmul(parameters.get(WEIGHTS)));
        }

        @Override
        public org.deeplearning4j.nn.api.Layer instantiate(
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
        InputShape shape = InputShape.vector(5);
        Backbone backbone = Fixture.oneStage(InputType.feedForward(5), new Doubling());
        try (Network network = Fixture.open(Fixture.design(backbone, shape, CLASSES))) {
            assertThat(network.read(network.spec().layout().backbone()).values())
                    .as("weights are drawn whatever their name")
                    .doesNotContain(0);
            Fixture.assertGradients(network, Fixture.normal(shape, 16, CLASSES, 25));
        }
    }

    static Stream<Arguments> defects() {
        Layer local = new LocallyConnected2D.Builder().kernelSize(3, 3).nOut(4).build();
        return Stream.of(
                arguments(SHAPE, IMAGES, local, "LocallyConnected2D' of stage 1", "too large by a factor of two"),
                arguments(
                        SERIES,
                        InputType.recurrent(2, 12),
                        new BatchNormalization(),
                        "BatchNormalization' of stage 1 of the backbone",
                        "is a batch norm of sequences"));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void layersWithDefectsAreRejected(InputShape shape, InputType type, Layer layer, String place, String defect) {
        assertThatThrownBy(() -> Fixture.design(Fixture.oneStage(type, layer), shape, CLASSES))
                .isInstanceOfSatisfying(
                        ExeuntException.class, found -> assertThat(found.code()).hasToString("CONFIG-62"))
                .hasMessageContainingAll(place, defect);
    }
}
