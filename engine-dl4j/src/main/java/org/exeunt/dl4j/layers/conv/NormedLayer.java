package org.exeunt.dl4j.layers.conv;

import java.util.List;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.layers.ShapedParameters;
import org.exeunt.dl4j.spi.DeviceEquivalent;
import org.exeunt.dl4j.spi.Dl4jEquivalent;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A layer of convolutions without bias, each followed by a norm; the last operation is a ReLU.
 *
 * <p>Images are {@code [batch, height, width, channels]}. Parameters of each convolution:
 * {@code W [out, in, kernel, kernel]}, {@code gamma}, {@code beta}, and for batch norm the running statistics
 * {@code mean} and {@code var}, which are buffers.
 */
public abstract class NormedLayer extends FastConfiguration
        implements OnnxEquivalent, Dl4jEquivalent, DeviceEquivalent {
    private final ChannelNorm norm;

    NormedLayer(BiFunction<NeuralNetConfiguration, DataType, FastLayer<?>> layer, int out, ChannelNorm norm) {
        super(layer);
        this.norm = norm;
        setNOut(out);
        setActivationFn(Activation.RELU.getActivationFunction());
    }

    ChannelNorm norm() {
        return norm;
    }

    /** Returns the convolutions. If there are several, the first and the last one read the input of the layer. */
    abstract List<ConvNorm> parts();

    /** Trained parameters are contiguous, before the running statistics. */
    @Override
    public ParamInitializer initializer() {
        ShapedParameters parameters = new ShapedParameters();
        for (ConvNorm part : parts()) {
            parameters
                    .filters(
                            part.weights(), part.out(), part.in(), part.window().kernel())
                    .vector(part.gamma(), part.out(), 1)
                    .vector(part.beta(), part.out(), 0);
        }
        if (norm.overBatch()) {
            for (ConvNorm part : parts()) {
                parameters.vector(part.mean(), part.out(), 0).vector(part.variance(), part.out(), 1);
            }
        }
        return parameters;
    }

    @Override
    public IUpdater getUpdaterByParam(String parameter) {
        boolean running =
                parts().stream().anyMatch(part -> parameter.equals(part.mean()) || parameter.equals(part.variance()));
        return running ? new NoOp() : super.getUpdaterByParam(parameter);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        nIn = image(inputType).getChannels();
        norm.channelsPerGroup((int) nOut);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        InputType.InputTypeConvolutional image = image(inputType);
        Window window = parts().get(0).window();
        return InputType.convolutional(
                window.outputLength(image.getHeight()), window.outputLength(image.getWidth()), nOut, CNN2DFormat.NHWC);
    }
}
