package org.exeunt.dl4j.layers.conv;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.kernels.Filter;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.KernelsInUse;
import org.exeunt.dl4j.onnx.OnnxNodes;

/**
 * A convolution of stride 1 that keeps height and width, with bias and ReLU: {@code [batch, height, width, in]} to
 * {@code [batch, height, width, out]}. It has the same parameters as Deeplearning4j's {@link ConvolutionLayer}.
 */
public final class ConvRelu extends ChannelsLastConvolution {
    private ConvRelu(int kernelHeight, int kernelWidth, int out) {
        super(ConvReluLayer::new, kernelHeight, kernelWidth, out, ConvolutionMode.Same);
    }

    /** Returns the layer for images, with a square kernel. */
    public static ConvRelu ofImages(int kernel, int out) {
        return new ConvRelu(kernel, kernel, out);
    }

    /** Returns the layer for series, which are images of height 1. */
    public static ConvRelu ofSeries(int kernel, int out) {
        return new ConvRelu(1, kernel, out);
    }

    Filter filter() {
        return KernelsInUse.get().filter(window(0), window(1), (int) nIn, (int) nOut);
    }

    @Override
    public Added addDl4j(GraphBuilder graph, String name, String input) {
        graph.addLayer(name, stock(), input);
        return Added.ofWeights(name, name);
    }

    @Override
    public List<Image> addSteps(DeviceSteps steps, List<Image> input) {
        Image x = input.get(0);
        List<Window> windows = List.of(window(0), window(1));
        Image y = steps.image(x.height(), x.width());
        float[] filters = steps.values("W");
        return List.of(steps.convolution(x, y, windows, List.of(1, 1), filters, steps.values("b"), true, null));
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        return nodes.add(
                "Relu",
                nodes.operator("Conv")
                        .text("auto_pad", "SAME_UPPER")
                        .integers("kernel_shape", kernelSize[0], kernelSize[1])
                        .on(
                                input,
                                nodes.parameter("W", nOut, nIn, kernelSize[0], kernelSize[1]),
                                nodes.parameter("b", nOut)));
    }
}
