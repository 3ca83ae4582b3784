package org.exeunt.dl4j.layers.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.sequence.SequencePooling.Steps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reduction of sequences to vectors, in both layouts, with and without padding. */
class SequencePoolingTest {
    /** Two sequences of three steps with two values, {@code [batch, steps, width]}. */
    private static final float[][][] SEQUENCES = {{{1, 2}, {3, 5}, {5, 11}}, {{7, -1}, {9, -3}, {0, 0}}};

    private static final INDArray MASK = Nd4j.createFromArray(new float[][] {{1, 1, 1}, {1, 1, 0}});

    private static SequencePoolingLayer layer(Steps steps, RNNFormat format) {
        SequencePooling pooling = new SequencePooling(steps);
        pooling.setNIn(InputType.recurrent(2, 3, format), true);
        return new SequencePoolingLayer(
                new NeuralNetConfiguration.Builder().layer(pooling).build(), DataType.FLOAT);
    }

    private static INDArray input(RNNFormat format) {
        INDArray sequences = Nd4j.createFromArray(SEQUENCES);
        return format == RNNFormat.NWC ? sequences : sequences.permute(0, 2, 1);
    }

    private static List<Float> forward(SequencePoolingLayer layer, INDArray input) {
        layer.setInput(input, LayerWorkspaceMgr.noWorkspaces());
        float[] values =
                layer.activate(true, LayerWorkspaceMgr.noWorkspaces()).ravel().toFloatVector();
        return List.of(values[0], values[1], values[2], values[3]);
    }

    @ParameterizedTest
    @EnumSource
    void readsTheChosenSteps(RNNFormat format) {
        assertThat(forward(layer(Steps.FIRST, format), input(format))).containsExactly(1f, 2f, 7f, -1f);
        assertThat(forward(layer(Steps.LAST, format), input(format))).containsExactly(5f, 11f, 0f, 0f);
        assertThat(forward(layer(Steps.MEAN, format), input(format)))
                .containsExactly(3f, 6f, (float) (16 / 3.0), (float) (-4 / 3.0));
    }

    @ParameterizedTest
    @EnumSource
    void ignoresStepsThatTheMaskExcludes(RNNFormat format) {
        for (Steps steps : List.of(Steps.LAST, Steps.MEAN)) {
            SequencePoolingLayer layer = layer(steps, format);
            layer.feedForwardMaskArray(MASK, null, 2);
            assertThat(forward(layer, input(format)))
                    .containsExactly(
                            steps == Steps.LAST ? new Float[] {5f, 11f, 9f, -3f} : new Float[] {3f, 6f, 8f, -2f});
        }
    }

    @Test
    void ignoresPaddingOfEncoderBlocks() {
        INDArray input = Nd4j.createFromArray(SEQUENCES);
        input.putScalar(new int[] {1, 2, 0}, -0f).putScalar(new int[] {1, 2, 1}, -0f);
        assertThat(forward(layer(Steps.LAST, RNNFormat.NWC), input)).containsExactly(5f, 11f, 9f, -3f);
        assertThat(forward(layer(Steps.MEAN, RNNFormat.NWC), input)).containsExactly(3f, 6f, 8f, -2f);
    }

    @Test
    void sequenceOfPaddingUsesTheFirstStep() {
        SequencePoolingLayer layer = layer(Steps.MEAN, RNNFormat.NCW);
        layer.feedForwardMaskArray(Nd4j.zeros(2, 3), null, 2);
        assertThat(forward(layer, input(RNNFormat.NCW))).containsExactly(1f, 2f, 7f, -1f);
    }

    /**
     * The layer is linear, so its gradient is exact: a change of a step changes the output by the weight of the step.
     */
    @ParameterizedTest
    @EnumSource
    void gradientsAreTheWeightsOfSteps(RNNFormat format) {
        for (Steps steps : Steps.values()) {
            SequencePoolingLayer layer = layer(steps, format);
            layer.feedForwardMaskArray(MASK, null, 2);
            INDArray x = input(format).dup('c');
            List<Float> before = forward(layer, x);
            INDArray gradient = layer.backpropGradient(
                            Nd4j.createFromArray(new float[][] {{1, 10}, {100, 1000}}),
                            LayerWorkspaceMgr.noWorkspaces())
                    .getSecond()
                    .dup();
            double[] outer = {1, 10, 100, 1000};
            for (long i = 0; i < x.length(); i++) {
                INDArray moved = x.dup();
                moved.putScalar(i, moved.getDouble(i) + 4);
                List<Float> after = forward(layer, moved);
                double slope = 0;
                for (int k = 0; k < 4; k++) {
                    slope += outer[k] * (after.get(k) - before.get(k)) / 4;
                }
                assertThat(gradient.getDouble(i)).as("%s %d", steps, i).isCloseTo(slope, within(1e-3));
            }
        }
    }
}
