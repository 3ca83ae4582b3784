package org.exeunt.dl4j.heads;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.plugin.Option;
import org.exeunt.dl4j.layers.Dense;
import org.exeunt.dl4j.layers.conv.ConvRelu;
import org.exeunt.dl4j.layers.conv.GlobalAverage;
import org.exeunt.dl4j.spi.ExitHead;

/**
 * A convolution with ReLU that keeps the size, then global average pooling and one dense layer. The kernel is 3x3 for
 * images and 3 time steps for series.
 *
 * @param options its options
 */
public record ConvHead(Options options) implements ExitHead {
    private static final int KERNEL = 3;

    /** Options of {@link ConvHead}. */
    public record Options(
            @Option(value = "Channels of the convolution", defaultValue = "64", min = 1, max = 4096) int width) {}

    @Override
    public String addFeature(GraphBuilder graph, String input, InputType type) {
        if (!(type instanceof InputType.InputTypeConvolutional image)) {
            throw new IllegalStateException("head 'conv' requires images or series; the stage returns " + type);
        }
        graph.addLayer(
                "conv",
                image.getHeight() == 1
                        ? ConvRelu.ofSeries(KERNEL, options.width())
                        : ConvRelu.ofImages(KERNEL, options.width()),
                input);
        graph.addLayer("pool", new GlobalAverage(), "conv");
        return "pool";
    }

    @Override
    public String addLogits(GraphBuilder graph, String feature, int classes) {
        graph.addLayer("dense", Dense.linear(classes), feature);
        return "dense";
    }
}
