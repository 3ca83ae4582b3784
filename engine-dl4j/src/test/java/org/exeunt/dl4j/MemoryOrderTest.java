package org.exeunt.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.dl4j.spi.Backbone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers of Deeplearning4j that misread the outputs of others, which are not in row-major order with channels last. */
class MemoryOrderTest {
    private static final InputShape SHAPE = InputShape.image(2, 12, 10);

    /** Returns a network whose stages have one list of layers each. */
    private static Dl4jDesign design(CNN2DFormat format, List<List<Layer>> layersOfStages) {
        Backbone backbone = Fixture.backbone(
                layersOfStages.size(),
                InputType.convolutional(12, 10, 2, format),
                (stage, graph, input, type) -> Fixture.addAll(
                        layersOfStages.get(stage - 1).stream().map(Layer::clone).toList(), graph, input));
        return Fixture.design(backbone, SHAPE, 3);
    }

    private static Layer separable() {
        return new SeparableConvolution2D.Builder(3, 3).nOut(2).build();
    }

    private static Layer depthwise(int multiplier) {
        return new DepthwiseConvolution2D.Builder(3, 3)
                .depthMultiplier(multiplier)
                .nOut(2 * multiplier)
                .build();
    }

    static List<List<List<Layer>>> misread() {
        Layer deconvolution = new Deconvolution2D.Builder(3, 3).nOut(2).build();
        Layer cropping = new Cropping2D.Builder(1, 1).build();
        return List.of(
                List.of(List.of(separable(), depthwise(1))),
                List.of(List.of(separable(), deconvolution)),
                List.of(List.of(cropping, depthwise(1))),
                List.of(List.of(cropping, deconvolution)),
                List.of(List.of(separable()), List.of(depthwise(1))));
    }

    @ParameterizedTest
    @MethodSource("misread")
    void layersThatMisreadTheOneBeforeAreRejected(List<List<Layer>> layers) {
        assertThat(design(CNN2DFormat.NCHW, layers)).isNotNull();
        assertThatThrownBy(() -> design(CNN2DFormat.NHWC, layers))
                .isInstanceOfSatisfying(
                        ExeuntException.class, found -> assertThat(found.code()).hasToString("CONFIG-62"))
                .hasMessageContaining("of stage %d of the backbone has channels last", layers.size());
    }

    @Test
    void otherLayersReadEveryOrder() {
        assertEqualGradients(List.of(List.of(separable(), depthwise(2), separable())));
        assertEqualGradients(List.of(List.of(separable()), List.of(separable(), depthwise(2))));
    }

    private static void assertEqualGradients(List<List<Layer>> layers) {
        Examples examples = Fixture.normal(SHAPE, 9, 3, 5);
        List<float[]> gradients = new ArrayList<>();
        for (CNN2DFormat format : CNN2DFormat.values()) {
            try (Network network = Fixture.open(design(format, layers))) {
                gradients.add(Fixture.gradient(network, Fixture.earlyExit(network), examples));
            }
        }
        assertThat(Fixture.relativeDifference(gradients.get(0), gradients.get(1)))
                .isLessThan(1e-4);
    }
}
