package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.heads.LinearHead;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.spi.Backbone;
import org.exeunt.dl4j.spi.ExitHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Mistakes in backbones and heads are found when the network is designed, and named. */
class RejectedNetworksTest {
    private static final InputShape IMAGE = InputShape.image(3, 8, 6);
    private static final InputShape SERIES = InputShape.of(List.of(3, 8));
    private static final InputType IMAGES = InputType.convolutional(8, 6, 3);

    /** Adds the layers of a stage. */
    private interface Stage {
        String add(GraphBuilder graph, String input);
    }

    private record TestBackbone(int stages, InputType type, Stage stage) implements Backbone {
        @Override
        public InputType input(InputShape example) {
            return type;
        }

        @Override
        public String addStage(int number, GraphBuilder graph, String input, InputType type) {
            return stage.add(graph, input);
        }
    }

    /** A layer that returns 4 values but states 5. */
    private static final class WronglyTyped extends DenseLayer {
        WronglyTyped() {
            setNOut(4);
        }

        @Override
        public InputType getOutputType(int index, InputType type) {
            return InputType.feedForward(5);
        }
    }

    private static ExitHead headEndingWith(Layer logits) {
        return Fixture.head(classes -> List.of(Dense.linear(classes), logits));
    }

    private static String add(Layer layer, GraphBuilder graph, String input) {
        graph.addLayer("layer", layer, input);
        return "layer";
    }

    private static ConvolutionLayer.Builder convolution(int kernel) {
        return new ConvolutionLayer.Builder(kernel, kernel).activation(Activation.TANH);
    }

    private static void design(InputShape shape, Backbone backbone, ExitHead head) {
        new Dl4jDesign(new GraphFactory(backbone, head, shape, 4));
    }

    private static void assertRejected(InputShape shape, Backbone backbone, ExitHead head, String... parts) {
        assertThatThrownBy(() -> design(shape, backbone, head))
                .isInstanceOfSatisfying(
                        ExeuntException.class,
                        found -> assertThat(found.code().toString()).isEqualTo("CONFIG-41"))
                .hasMessageContainingAll(parts);
    }

    static Stream<Arguments> stages() {
        return Stream.of(
                arguments(
                        "a kernel larger than its input",
                        (Stage) (graph, input) -> add(convolution(5).nOut(4).build(), graph, input),
                        "stage 2 of the backbone cannot be built on 4 channels of 4 x 2 values"),
                arguments(
                        "no number of channels",
                        (Stage) (graph, input) -> add(convolution(3).build(), graph, input),
                        "stage 1 of the backbone cannot be built"),
                arguments(
                        "a sum of unequal shapes",
                        (Stage) (graph, input) -> {
                            String conv = add(convolution(3).nOut(4).build(), graph, input);
                            graph.addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), input, conv);
                            return "sum";
                        },
                        "stage 1 of the backbone cannot be built on 3 channels of 8 x 6"),
                arguments(
                        "an output layer",
                        (Stage) (graph, input) -> add(
                                new OutputLayer.Builder(LossFunction.MCXENT)
                                        .nOut(4)
                                        .activation(Activation.SOFTMAX)
                                        .build(),
                                graph,
                                input),
                        "'layer' of stage 1 of the backbone is an output layer"),
                arguments(
                        "a wrong type",
                        (Stage) (graph, input) -> add(new WronglyTyped(), graph, input),
                        "layer 'layer' of stage 1 of the backbone returned an array of shape [1, 4]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stages")
    void stages(String mistake, Stage stage, String expected) {
        assertRejected(IMAGE, new TestBackbone(3, IMAGES, stage), new LinearHead(), expected);
    }

    /** Upsampling1D takes the steps of series with channels last for channels. */
    @Test
    void layersThatMisreadSeries() {
        InputType series = InputType.recurrent(3, 8, RNNFormat.NWC);
        Stage upsampling = (graph, input) -> add(new Upsampling1D.Builder(2).build(), graph, input);
        assertRejected(
                SERIES,
                new TestBackbone(1, series, upsampling),
                new LinearHead(),
                "layer 'layer' of stage 1 of the backbone returned an array of shape [1, 8, 6]");
        Stage convolutionOfIt = (graph, input) -> Fixture.addAll(
                List.of(
                        new Upsampling1D.Builder(2).build(),
                        new Convolution1DLayer.Builder(3, 1).nOut(4).build()),
                graph,
                input);
        assertRejected(
                SERIES,
                new TestBackbone(1, series, convolutionOfIt),
                new LinearHead(),
                "stage 1 of the backbone cannot be built on series of 3 values: RuntimeException: Op [conv1d]");
    }

    @Test
    void lengthsOfSeriesMayBeUnknown() {
        Layer unknownLength = new ActivationLayer(Activation.TANH) {
            @Override
            public InputType getOutputType(int index, InputType type) {
                return InputType.recurrent(3);
            }
        };
        Backbone backbone =
                new TestBackbone(1, InputType.recurrent(3, 8), (graph, input) -> add(unknownLength, graph, input));
        design(SERIES, backbone, new LinearHead());
    }

    static Stream<Arguments> inputs() {
        return Stream.of(
                arguments(IMAGE, null),
                arguments(IMAGE, InputType.convolutional(3, 8, 6)),
                arguments(IMAGE, InputType.convolutional(6, 8, 3)),
                arguments(IMAGE, InputType.convolutional(6, 8, 3, CNN2DFormat.NHWC)),
                arguments(IMAGE, InputType.feedForward(17)),
                arguments(SERIES, InputType.recurrent(8, 3)),
                arguments(SERIES, InputType.recurrent(3, 7, RNNFormat.NWC)));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("inputs")
    void inputsOfOtherShapes(InputShape shape, InputType type) {
        Backbone backbone = new TestBackbone(
                1, type, (graph, input) -> add(new DenseLayer.Builder().nOut(4).build(), graph, input));
        assertRejected(shape, backbone, new LinearHead(), "network.backbone: its input() returned " + type);
    }

    static Stream<InputType> acceptedImages() {
        return Stream.of(
                IMAGES,
                InputType.convolutional(8, 6, 3, CNN2DFormat.NHWC),
                InputType.feedForward(144),
                InputType.convolutional(24, 6, 1));
    }

    @ParameterizedTest
    @MethodSource("acceptedImages")
    void inputsOfTheSameValuesAreAccepted(InputType type) {
        Backbone backbone = new TestBackbone(
                1, type, (graph, input) -> add(new DenseLayer.Builder().nOut(4).build(), graph, input));
        design(IMAGE, backbone, new LinearHead());
    }

    static Stream<Layer> activations() {
        return Stream.of(
                new DenseLayer.Builder().nOut(4).build(),
                new DenseLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build(),
                new ActivationLayer(Activation.SOFTMAX),
                Dense.relu(4));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void logitsAreRaw(Layer last) {
        assertRejected(
                InputShape.vector(5),
                new TestBackbone(1, InputType.feedForward(5), (graph, input) -> add(Dense.relu(6), graph, input)),
                headEndingWith(last),
                "the head of exit 1 ends with the activation",
                "expected raw logits");
    }

    @Test
    void logitsAreNotThoseOfAnOutputLayer() {
        Layer last = new OutputLayer.Builder(LossFunction.MSE)
                .nOut(4)
                .activation(Activation.IDENTITY)
                .build();
        assertRejected(
                InputShape.vector(5),
                new TestBackbone(1, InputType.feedForward(5), (graph, input) -> add(Dense.relu(6), graph, input)),
                headEndingWith(last),
                "of the head of exit 1 is an output layer");
    }

    @Test
    void headsHaveNoWeightNoise() {
        Layer noisy = new DenseLayer.Builder()
                .nOut(4)
                .activation(Activation.IDENTITY)
                .weightNoise(new DropConnect(0.5))
                .build();
        assertRejected(
                InputShape.vector(5),
                new TestBackbone(1, InputType.feedForward(5), (graph, input) -> add(Dense.relu(6), graph, input)),
                headEndingWith(noisy),
                "the head of exit 1 has weight noise");
    }

    @Test
    void backbonesHaveAStage() {
        assertRejected(
                IMAGE,
                new TestBackbone(0, IMAGES, (graph, input) -> input),
                new LinearHead(),
                "the backbone has 0 stages");
    }
}
