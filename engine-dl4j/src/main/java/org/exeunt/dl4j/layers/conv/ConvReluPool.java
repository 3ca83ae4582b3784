package org.exeunt.dl4j.layers.conv;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.Instantiation;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.MacCounting;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.exeunt.dl4j.spi.StockEquivalent;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of stride 1 without padding, with bias, ReLU and max-pooling, in one layer: a square kernel and 2x2 windows for images,
 * or kernel and windows of height 1 for series, which are images of height 1.
 *
 * <p>Input {@code [batch, height, width, in]}, output {@code [batch, floor(h/2), floor(w/2), out]} or, for series,
 * {@code [batch, 1, floor(w/2), out]}, where h and w are the output lengths of the convolution. It has the same
 * parameters as Deeplearning4j's {@link ConvolutionLayer}, so that values can be exchanged between them. If several
 * values in a window are the largest, the first receives the gradient.
 */
public final class ConvReluPool extends ConvolutionLayer
        implements MacCounting, ReusesBuffers, OnnxEquivalent, StockEquivalent {
    private final int poolHeight;

    private ConvReluPool(Builder builder, int poolHeight) {
        super(builder);
        this.poolHeight = poolHeight;
    }

    /**
     * Returns the layer.
     *
     * @param kernel height and width of the kernel
     * @param out channels of the output
     */
    public static ConvReluPool of(int kernel, int out) {
        return of(kernel, kernel, out, 2);
    }

    /**
     * Returns the layer for series {@code [batch, 1, time, in]}.
     *
     * @param kernel length of the kernel in time steps, at least 2
     * @param out channels of the output
     */
    public static ConvReluPool ofSeries(int kernel, int out) {
        return of(1, kernel, out, 1);
    }

    private static ConvReluPool of(int kernelHeight, int kernelWidth, int out, int poolHeight) {
        Builder builder = new Builder(kernelHeight, kernelWidth)
                .stride(1, 1)
                .nOut(out)
                .convolutionMode(ConvolutionMode.Truncate)
                .dataFormat(CNN2DFormat.NHWC)
                .activation(Activation.RELU);
        return new ConvReluPool(builder, poolHeight);
    }

    int poolHeight() {
        return poolHeight;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        super.setNIn(inputType, override);
        if (getCnn2dDataFormat() != CNN2DFormat.NHWC) {
            throw new IllegalStateException("layer '%s' requires input [batch, height, width, channels]; found %s"
                    .formatted(getLayerName(), inputType));
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        var convolved = (InputType.InputTypeConvolutional) super.getOutputType(layerIndex, inputType);
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

    @Override
    public long macs(InputType inputType) {
        var convolved = (InputType.InputTypeConvolutional) super.getOutputType(-1, inputType);
        return convolved.getHeight() * convolved.getWidth() * nOut * nIn * kernelSize[0] * kernelSize[1];
    }

    /** The output, and where the maximum of each window was. */
    @Override
    public double keptPerOutput(InputType inputType) {
        return 2;
    }

    @Override
    public Stock addStock(GraphBuilder graph, String name, String input) {
        graph.addLayer(name, StockLayers.convolution(this), input);
        graph.addLayer(
                name + "-pool",
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(poolHeight, 2)
                        .stride(poolHeight, 2)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .build(),
                name);
        return Stock.ofWeights(name + "-pool", name);
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        return nodes.convReluPool(input, poolHeight, "W", "b", nOut, nIn, kernelSize[0], kernelSize[1]);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        return Instantiation.complete(
                new ConvReluPoolLayer(conf, type), conf, listeners, index, parameters, initialise);
    }
}
