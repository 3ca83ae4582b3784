package org.exeunt.dl4j.export;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.exeunt.api.data.InputScaling;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The scaling of inputs as a frozen layer of Deeplearning4j that computes {@code (x - mean) / deviation}, in training
 * as well: a batch norm with variance 1, because float32 has no squares of tiny deviations, or, for series
 * {@code [batch, channels, time]}, a convolution with kernel 1, because batch norms read the wrong axis of series.
 *
 * @param means mean of each channel of images and series, or of each value of vectors
 * @param deviations standard deviation of each channel or value
 * @param overTime whether inputs are series {@code [batch, channels, time]}
 */
record Dl4jScaling(float[] means, float[] deviations, boolean overTime) {
    /**
     * Returns the scaling layer for a graph with inputs of a type.
     *
     * @throws IllegalArgumentException if the number of channels of the scaling does not divide that of the input
     */
    static Dl4jScaling of(InputScaling scaling, InputType type) {
        int channelCount = (int) channels(type);
        List<InputScaling.Channel> channels = scaling.channels();
        if (channelCount % channels.size() != 0) {
            throw new IllegalArgumentException(
                    ("the input scaling has %d channels, which does not divide the %d channels or values of %s")
                            .formatted(channels.size(), channelCount, type));
        }
        int valuesPerChannel = channelCount / channels.size();
        return new Dl4jScaling(
                values(channels, valuesPerChannel, InputScaling.Channel::mean),
                values(channels, valuesPerChannel, InputScaling.Channel::deviation),
                type instanceof InputType.InputTypeRecurrent);
    }

    private static long channels(InputType type) {
        if (type instanceof InputType.InputTypeConvolutional image) {
            return image.getChannels();
        }
        if (type instanceof InputType.InputTypeConvolutional3D volume) {
            return volume.getChannels();
        }
        return type instanceof InputType.InputTypeRecurrent series ? series.getSize() : type.arrayElementsPerExample();
    }

    private static float[] values(
            List<InputScaling.Channel> channels, int valuesPerChannel, ToDoubleFunction<InputScaling.Channel> value) {
        float[] values = new float[channels.size() * valuesPerChannel];
        IntStream.range(0, values.length)
                .forEach(i -> values[i] = (float) value.applyAsDouble(channels.get(i / valuesPerChannel)));
        return values;
    }

    /** Returns the layer without values; {@link #write} sets them. */
    Layer layer() {
        Layer norm = new BatchNormalization.Builder().eps(0).useLogStd(false).build();
        Layer steps = new Convolution1D.Builder(1)
                .nOut(means.length)
                .activation(Activation.IDENTITY)
                .build();
        return new FrozenLayer.Builder().layer(overTime ? steps : norm).build();
    }

    void write(ComputationGraph graph, String layer) {
        if (overTime) {
            graph.getParam(layer + "_W").assign(0);
            for (int channel = 0; channel < means.length; channel++) {
                graph.getParam(layer + "_W").putScalar(new int[] {channel, channel, 0, 0}, 1 / deviations[channel]);
                graph.getParam(layer + "_b").putScalar(channel, -means[channel] / deviations[channel]);
            }
        } else {
            INDArray deviation = Nd4j.createFromArray(deviations).reshape(1, deviations.length);
            graph.getParam(layer + "_mean").assign(Nd4j.createFromArray(means).reshape(1, means.length));
            graph.getParam(layer + "_var").assign(1);
            graph.getParam(layer + "_gamma").assign(deviation.rdiv(1));
            graph.getParam(layer + "_beta").assign(0);
        }
    }
}
