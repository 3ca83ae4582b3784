package org.exeunt.dl4j.layers.conv;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
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
 * A convolution of stride 1 that keeps height and width, with bias and ReLU: {@code [batch, height, width, in]} to
 * {@code [batch, height, width, out]}. It has the same parameters as Deeplearning4j's {@link ConvolutionLayer}.
 */
public final class ConvRelu extends ConvolutionLayer
        implements MacCounting, ReusesBuffers, OnnxEquivalent, StockEquivalent {
    private ConvRelu(Builder builder) {
        super(builder);
    }

    /** Returns the layer for images, with a square kernel. */
    public static ConvRelu ofImages(int kernel, int out) {
        return of(kernel, kernel, out);
    }

    /** Returns the layer for series, which are images of height 1. */
    public static ConvRelu ofSeries(int kernel, int out) {
        return of(1, kernel, out);
    }

    private static ConvRelu of(int kernelHeight, int kernelWidth, int out) {
        return new ConvRelu(new Builder(kernelHeight, kernelWidth)
                .stride(1, 1)
                .nOut(out)
                .convolutionMode(ConvolutionMode.Same)
                .dataFormat(CNN2DFormat.NHWC)
                .activation(Activation.RELU));
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
    public long macs(InputType inputType) {
        return getOutputType(-1, inputType).arrayElementsPerExample() * nIn * kernelSize[0] * kernelSize[1];
    }

    @Override
    public Stock addStock(GraphBuilder graph, String name, String input) {
        graph.addLayer(name, StockLayers.convolution(this), input);
        return Stock.ofWeights(name, name);
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

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        return Instantiation.complete(new ConvReluLayer(conf, type), conf, listeners, index, parameters, initialise);
    }
}
