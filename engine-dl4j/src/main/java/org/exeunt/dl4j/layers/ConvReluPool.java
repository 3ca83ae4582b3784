package org.exeunt.dl4j.layers;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.spi.CountsMacs;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A square convolution of stride 1 with bias, ReLU and 2x2 max-pooling of stride 2, in one layer.
 *
 * <p>Input {@code [batch, height, width, in]}, output {@code [batch, floor(h/2), floor(w/2), out]} where h and w are the convolution's
 * output lengths. Parameters are those of Deeplearning4j's {@link ConvolutionLayer}, so the two can exchange them. Of equal largest values
 * in a window, the first gets the gradient.
 */
public final class ConvReluPool extends ConvolutionLayer implements CountsMacs, ReusesBuffers {
    /** For reading a saved configuration. */
    public ConvReluPool() {}

    private ConvReluPool(Builder builder) {
        super(builder);
    }

    /**
     * Returns the layer.
     *
     * @param kernel height and width of the kernel
     * @param out channels of the output
     * @param same whether the input is padded so that the convolution keeps its size; else it is not padded
     */
    public static ConvReluPool of(int kernel, int out, boolean same) {
        return new ConvReluPool(new Builder(kernel, kernel)
                .stride(1, 1)
                .nOut(out)
                .convolutionMode(same ? ConvolutionMode.Same : ConvolutionMode.Truncate)
                .dataFormat(CNN2DFormat.NHWC)
                .activation(Activation.RELU));
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        super.setNIn(inputType, override);
        if (getCnn2dDataFormat() != CNN2DFormat.NHWC) {
            throw new IllegalStateException("layer '%s' works on [batch, height, width, channels]; given %s"
                    .formatted(getLayerName(), inputType));
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        var convolved = (InputType.InputTypeConvolutional) super.getOutputType(layerIndex, inputType);
        if (convolved.getHeight() < 2 || convolved.getWidth() < 2) {
            throw new IllegalStateException(
                    "layer '%s': nothing is left of %s after a %dx%d convolution and 2x2 pooling"
                            .formatted(getLayerName(), inputType, kernelSize[0], kernelSize[1]));
        }
        return InputType.convolutional(
                convolved.getHeight() / 2, convolved.getWidth() / 2, convolved.getChannels(), CNN2DFormat.NHWC);
    }

    @Override
    public long macs(InputType inputType) {
        var convolved = (InputType.InputTypeConvolutional) super.getOutputType(-1, inputType);
        return convolved.getHeight() * convolved.getWidth() * nOut * nIn * kernelSize[0] * kernelSize[1];
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
