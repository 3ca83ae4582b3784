package org.exeunt.dl4j.layers.conv;

import java.util.Collection;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.spi.DeviceEquivalent;
import org.exeunt.dl4j.spi.Dl4jEquivalent;
import org.exeunt.dl4j.spi.MacCounting;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution of stride 1 with bias and ReLU, with the parameters of Deeplearning4j's {@link ConvolutionLayer}. */
abstract class ChannelsLastConvolution extends ConvolutionLayer
        implements MacCounting, ReusesBuffers, OnnxEquivalent, Dl4jEquivalent, DeviceEquivalent {
    private final transient BiFunction<NeuralNetConfiguration, DataType, FastLayer<?>> layer;

    ChannelsLastConvolution(
            BiFunction<NeuralNetConfiguration, DataType, FastLayer<?>> layer,
            int kernelHeight,
            int kernelWidth,
            int out,
            ConvolutionMode mode) {
        super(new Builder(kernelHeight, kernelWidth)
                .stride(1, 1)
                .nOut(out)
                .convolutionMode(mode)
                .dataFormat(CNN2DFormat.NHWC)
                .activation(Activation.RELU));
        this.layer = layer;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        super.setNIn(inputType, override);
        if (getCnn2dDataFormat() != CNN2DFormat.NHWC) {
            throw new IllegalStateException("layer '%s' requires input [batch, height, width, channels]; found %s"
                    .formatted(getLayerName(), inputType));
        }
    }

    /** Returns the window along the height (0) or the width (1). */
    final Window window(int axis) {
        return getConvolutionMode() == ConvolutionMode.Same
                ? Window.same(kernelSize[axis])
                : Window.valid(kernelSize[axis]);
    }

    /** Returns the type of the result of the convolution. */
    final InputType.InputTypeConvolutional convolved(InputType inputType) {
        return (InputType.InputTypeConvolutional) super.getOutputType(-1, inputType);
    }

    @Override
    public long macs(InputType inputType) {
        return convolved(inputType).arrayElementsPerExample() * nIn * kernelSize[0] * kernelSize[1];
    }

    /** Returns the same layer of Deeplearning4j, without pooling. */
    final ConvolutionLayer stock() {
        return new ConvolutionLayer.Builder(getKernelSize())
                .stride(getStride())
                .nOut(getNOut())
                .convolutionMode(getConvolutionMode())
                .activation(getActivationFn())
                .build();
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        return layer.apply(conf, type).completed(listeners, index, parameters, initialise);
    }
}
