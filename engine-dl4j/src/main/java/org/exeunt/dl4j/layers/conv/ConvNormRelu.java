package org.exeunt.dl4j.layers.conv;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.onnx.OnnxNodes;

/** A square convolution of stride 1 without bias that keeps the size of the image, followed by a norm and ReLU. */
public final class ConvNormRelu extends NormedLayer {
    private final int kernel;

    private ConvNormRelu(int kernel, int out, ChannelNorm norm) {
        super(ConvNormReluLayer::new, out, norm);
        if (kernel < 1 || kernel % 2 == 0) {
            throw new IllegalArgumentException("kernel = %d; expected an odd length".formatted(kernel));
        }
        this.kernel = kernel;
    }

    /**
     * Returns the layer.
     *
     * @param kernel height and width of the kernel, odd
     * @param out channels of the output
     */
    public static ConvNormRelu of(int kernel, int out, ChannelNorm norm) {
        return new ConvNormRelu(kernel, out, norm);
    }

    @Override
    List<ConvNorm> parts() {
        return List.of(new ConvNorm("", Window.centred(kernel, 1), (int) nIn, (int) nOut));
    }

    @Override
    public long macs(InputType inputType) {
        var image = (InputType.InputTypeConvolutional) inputType;
        return parts().get(0).macs(image.getHeight(), image.getWidth());
    }

    /** The output of the convolution and of the activation. */
    @Override
    public double keptPerOutput(InputType inputType) {
        return 2;
    }

    @Override
    public Added addDl4j(GraphBuilder graph, String name, String input) {
        Dl4jLayers layers = new Dl4jLayers(graph, name);
        String normed = layers.addConvNorm(parts().get(0), norm(), input);
        return layers.finish(layers.addRelu("relu", normed));
    }

    @Override
    public List<Image> addSteps(DeviceSteps steps, List<Image> input) {
        return List.of(parts().get(0).addSteps(steps, norm(), input.get(0), true, null));
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        return nodes.add("Relu", parts().get(0).addOnnx(nodes, norm(), input));
    }
}
