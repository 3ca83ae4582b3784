package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
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

    private static String add(Layer layer, GraphBuilder graph, String input) {
        graph.addLayer("layer", layer, input);
        return "layer";
    }

    private static ConvolutionLayer.Builder convolution(int kernel) {
        return new ConvolutionLayer.Builder(kernel, kernel).activation(Activation.TANH);
    }

    private static void assertRejected(InputShape shape, Backbone backbone, ExitHead head, String... parts) {
        Fixture.assertRejected(() -> Fixture.design(backbone, head, shape, 4), parts);
    }

    static Stream<Arguments> stages() {
        return Stream.of(
                arguments(
                        "a kernel larger than its input",
                        (Fixture.Stage) (stage, graph, input, type) ->
                                add(convolution(5).nOut(4).build(), graph, input),
                        "stage 2 of the backbone cannot be built on 4 channels of 4 x 2 values"),
                arguments(
                        "no number of channels",
                        (Fixture.Stage) (stage, graph, input, type) ->
                                add(convolution(3).build(), graph, input),
                        "stage 1 of the backbone cannot be built"),
                arguments(
                        "a sum of unequal shapes",
                        (Fixture.Stage) (stage, graph, input, type) -> {
                            String conv = add(convolution(3).nOut(4).build(), graph, input);
                            graph.addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), input, conv);
                            return "sum";
                        },
                        "stage 1 of the backbone cannot be built on 3 channels of 8 x 6"),
                arguments(
                        "an output layer",
                        (Fixture.Stage) (stage, graph, input, type) -> add(
                                new OutputLayer.Builder(LossFunction.MCXENT)
                                        .nOut(4)
                                        .activation(Activation.SOFTMAX)
                                        .build(),
                                graph,
                                input),
                        "'layer' of stage 1 of the backbone is an output layer"),
                arguments(
                        "a wrong type",
                        (Fixture.Stage) (stage, graph, input, type) -> add(new WronglyTyped(), graph, input),
                        "layer 'layer' of stage 1 of the backbone returned an array of shape [1, 4]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stages")
    void stages(String mistake, Fixture.Stage stage, String expected) {
        assertRejected(IMAGE, Fixture.backbone(3, IMAGES, stage), new LinearHead(), expected);
    }

    /** Upsampling1D takes the steps of series with channels last for channels. */
    @Test
    void layersThatMisreadSeries() {
        InputType series = InputType.recurrent(3, 8, RNNFormat.NWC);
        Layer upsampling = new Upsampling1D.Builder(2).build();
        assertRejected(
                SERIES,
                Fixture.oneStage(series, upsampling),
                new LinearHead(),
                "of stage 1 of the backbone returned an array of shape [1, 8, 6]");
        assertRejected(
                SERIES,
                Fixture.oneStage(
                        series,
                        upsampling,
                        new Convolution1DLayer.Builder(3, 1).nOut(4).build()),
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
        assertThat(Fixture.design(Fixture.oneStage(InputType.recurrent(3, 8), unknownLength), SERIES, 4))
                .isNotNull();
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
        assertRejected(
                shape,
                Fixture.oneStage(type, dense().build()),
                new LinearHead(),
                "network.backbone: its input() returned " + type);
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
        assertThat(Fixture.design(Fixture.oneStage(type, dense().build()), IMAGE, 4))
                .isNotNull();
    }

    private static DenseLayer.Builder dense() {
        return new DenseLayer.Builder().nOut(4);
    }

    static Stream<Arguments> heads() {
        String activation = "the head of exit 1 ends with the activation";
        return Stream.of(
                arguments(dense().build(), activation, "expected raw logits"),
                arguments(dense().activation(Activation.SOFTMAX).build(), activation, "expected raw logits"),
                arguments(new ActivationLayer(Activation.SOFTMAX), activation, "expected raw logits"),
                arguments(Dense.relu(4), activation, "expected raw logits"),
                arguments(
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(4)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "of the head of exit 1",
                        "is an output layer"),
                arguments(
                        dense().activation(Activation.IDENTITY)
                                .weightNoise(new DropConnect(0.5))
                                .build(),
                        "the head of exit 1",
                        "has weight noise"));
    }

    /** The last layer of a head. */
    @ParameterizedTest
    @MethodSource("heads")
    void headsReturnRawLogits(Layer last, String place, String mistake) {
        assertRejected(
                InputShape.vector(5),
                Fixture.oneStage(InputType.feedForward(5), Dense.relu(6)),
                Fixture.head(classes -> List.of(Dense.linear(classes), last)),
                place,
                mistake);
    }

    @Test
    void backbonesHaveAStage() {
        assertRejected(
                IMAGE,
                Fixture.backbone(0, IMAGES, (stage, graph, input, type) -> input),
                new LinearHead(),
                "the backbone has 0 stages");
    }
}
