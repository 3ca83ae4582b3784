package org.exeunt.dl4j.layers.conv;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.KernelsInUse;
import org.exeunt.dl4j.onnx.OnnxNodes;

/**
 * A convolution of stride 1 without padding, with bias, ReLU and max-pooling, in one layer: a square kernel and 2x2 windows for images,
 * or kernel and windows of height 1 for series, which are images of height 1.
 *
 * <p>Input {@code [batch, height, width, in]}, output {@code [batch, floor(h/2), floor(w/2), out]} or, for series,
 * {@code [batch, 1, floor(w/2), out]}, where h and w are the output lengths of the convolution. It has the same
 * parameters as Deeplearning4j's {@link ConvolutionLayer}, so that values can be exchanged between them. If several
 * values in a window are the largest, the first receives the gradient.
 */
public final class ConvReluPool extends ChannelsLastConvolution {
    private final int poolHeight;

    private ConvReluPool(int kernelHeight, int kernelWidth, int out, int poolHeight) {
        super(ConvReluPoolLayer::new, kernelHeight, kernelWidth, out, ConvolutionMode.Truncate);
        this.poolHeight = poolHeight;
    }

    /**
     * Returns the layer.
     *
     * @param kernel height and width of the kernel
     * @param out channels of the output
     */
    public static ConvReluPool of(int kernel, int out) {
        return new ConvReluPool(kernel, kernel, out, 2);
    }

    /**
     * Returns the layer for series {@code [batch, 1, time, in]}.
     *
     * @param kernel length of the kernel in time steps, at least 2
     * @param out channels of the output
     */
    public static ConvReluPool ofSeries(int kernel, int out) {
        return new ConvReluPool(1, kernel, out, 1);
    }

    ConvPool convPool() {
        return KernelsInUse.get().convPool(window(0), window(1), (int) nIn, (int) nOut, poolHeight);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        InputType.InputTypeConvolutional convolved = convolved(inputType);
        if (convolved.getHeight() < poolHeight || convolved.getWidth() < 2) {
            var input = (InputType.InputTypeConvolutional) inputType;
            throw Window.tooSmall(
                    "'" + getLayerName() + "'",
                    input.getHeight(),
                    input.getWidth(),
                    kernelSize[0],
                    kernelSize[1],
                    poolHeight);
        }
        return InputType.convolutional(
                convolved.getHeight() / poolHeight,
                convolved.getWidth() / 2,
                convolved.getChannels(),
                CNN2DFormat.NHWC);
    }

    /** The output, and where the maximum of each window was. */
    @Override
    public double keptPerOutput(InputType inputType) {
        return 2;
    }

    @Override
    public Added addDl4j(GraphBuilder graph, String name, String input) {
        graph.addLayer(name, stock(), input);
        graph.addLayer(
                name + "-pool",
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(poolHeight, 2)
                        .stride(poolHeight, 2)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .build(),
                name);
        return Added.ofWeights(name + "-pool", name);
    }

    @Override
    public List<Image> addSteps(DeviceSteps steps, List<Image> input) {
        Image x = input.get(0);
        List<Window> windows = List.of(window(0), window(1));
        Image y = steps.image(
                window(0).outputLength(x.height()) / poolHeight, window(1).outputLength(x.width()) / 2);
        float[] filters = steps.values("W");
        return List.of(
                steps.convolution(x, y, windows, List.of(poolHeight, 2), filters, steps.values("b"), true, null));
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        return nodes.convReluPool(input, poolHeight, "W", "b", nOut, nIn, kernelSize[0], kernelSize[1]);
    }
}
