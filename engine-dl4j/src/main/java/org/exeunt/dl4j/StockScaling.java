package org.exeunt.dl4j;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.exeunt.api.data.InputScaling;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The scaling of inputs as a layer of Deeplearning4j: a frozen batch norm without scale and offset, which computes
 * {@code (x - mean) / sqrt(variance)} and does so in training as well.
 *
 * @param means of each channel of images, of each value of vectors
 * @param variances of each channel or value
 */
record StockScaling(float[] means, float[] variances) {
    /**
     * Returns the scaling for a graph that reads inputs of a type.
     *
     * @throws IllegalArgumentException if the channels do not divide what the graph reads
     */
    static StockScaling of(InputScaling scaling, InputType type) {
        int places = (int)
                (type instanceof InputType.InputTypeConvolutional image
                        ? image.getChannels()
                        : type.arrayElementsPerExample());
        List<InputScaling.Channel> channels = scaling.channels();
        if (places % channels.size() != 0) {
            throw new IllegalArgumentException("the scaling of inputs has %d channels, which do not divide the %d of %s"
                    .formatted(channels.size(), places, type));
        }
        int each = places / channels.size();
        return new StockScaling(
                values(channels, each, InputScaling.Channel::mean),
                values(channels, each, channel -> channel.deviation() * channel.deviation()));
    }

    private static float[] values(
            List<InputScaling.Channel> channels, int each, ToDoubleFunction<InputScaling.Channel> value) {
        float[] values = new float[channels.size() * each];
        IntStream.range(0, values.length).forEach(i -> values[i] = (float) value.applyAsDouble(channels.get(i / each)));
        return values;
    }

    /** Returns the layer, whose values are still to be written. */
    static Layer layer() {
        return new FrozenLayer.Builder()
                .layer(new BatchNormalization.Builder()
                        .lockGammaBeta(true)
                        .eps(0)
                        .useLogStd(false)
                        .build())
                .build();
    }

    void write(ComputationGraph graph, String layer) {
        graph.getParam(layer + "_mean").assign(Nd4j.createFromArray(means).reshape(1, means.length));
        graph.getParam(layer + "_var").assign(Nd4j.createFromArray(variances).reshape(1, variances.length));
    }
}
