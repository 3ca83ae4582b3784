package org.exeunt.dl4j.layers.conv;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.onnx.OnnxNodes;

/**
 * The basic block of a residual network (He et al., arXiv 1512.03385): 3x3 convolution, norm, ReLU, 3x3 convolution,
 * norm, addition of the input, ReLU. If the block changes the size or the number of channels of the image, the added
 * input first passes through a 1x1 convolution of the same stride and a norm.
 */
public final class ResidualBlock extends NormedLayer {
    private final int stride;

    private ResidualBlock(int out, int stride, ChannelNorm norm) {
        super(ResidualBlockLayer::new, out, norm);
        if (stride < 1) {
            throw new IllegalArgumentException("stride = %d; expected at least 1".formatted(stride));
        }
        this.stride = stride;
    }

    /**
     * Returns the block.
     *
     * @param out channels of the output
     * @param stride stride of the first convolution, by which height and width are divided, rounded up
     */
    public static ResidualBlock of(int out, int stride, ChannelNorm norm) {
        return new ResidualBlock(out, stride, norm);
    }

    /** Returns the first and the second convolution and, if the block has one, that of the shortcut. */
    @Override
    List<ConvNorm> parts() {
        int in = (int) nIn;
        int out = (int) nOut;
        List<ConvNorm> parts = new ArrayList<>();
        parts.add(new ConvNorm("conv1/", Window.centred(3, stride), in, out));
        parts.add(new ConvNorm("conv2/", Window.centred(3, 1), out, out));
        if (stride != 1 || in != out) {
            parts.add(new ConvNorm("shortcut/", Window.centred(1, stride), in, out));
        }
        return parts;
    }

    @Override
    public long macs(InputType inputType) {
        var image = (InputType.InputTypeConvolutional) inputType;
        var output = (InputType.InputTypeConvolutional) getOutputType(-1, inputType);
        List<ConvNorm> parts = parts();
        long macs = parts.get(0).macs(image.getHeight(), image.getWidth())
                + parts.get(1).macs(output.getHeight(), output.getWidth());
        return parts.size() == 2 ? macs : macs + parts.get(2).macs(image.getHeight(), image.getWidth());
    }

    /** The output of each convolution, before normalisation, and of both activations. */
    @Override
    public double keptPerOutput(InputType inputType) {
        return parts().size() + 2;
    }

    @Override
    public Added addDl4j(GraphBuilder graph, String name, String input) {
        Dl4jLayers layers = new Dl4jLayers(graph, name);
        List<ConvNorm> parts = parts();
        String inner = layers.addRelu("relu1", layers.addConvNorm(parts.get(0), norm(), input));
        String outer = layers.addConvNorm(parts.get(1), norm(), inner);
        String shortcut = parts.size() == 2 ? input : layers.addConvNorm(parts.get(2), norm(), input);
        return layers.finish(layers.addRelu("relu2", layers.addSum("sum", outer, shortcut)));
    }

    @Override
    public List<Image> addSteps(DeviceSteps steps, List<Image> input) {
        List<ConvNorm> parts = parts();
        Image x = input.get(0);
        Image shortcut = parts.size() == 2 ? x : parts.get(2).addSteps(steps, norm(), x, false, null);
        Image inner = parts.get(0).addSteps(steps, norm(), x, true, null);
        return List.of(parts.get(1).addSteps(steps, norm(), inner, true, shortcut));
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        List<ConvNorm> parts = parts();
        String inner = nodes.add("Relu", parts.get(0).addOnnx(nodes, norm(), input));
        String outer = parts.get(1).addOnnx(nodes, norm(), inner);
        String shortcut = parts.size() == 2 ? input : parts.get(2).addOnnx(nodes, norm(), input);
        return nodes.add("Relu", nodes.add("Add", outer, shortcut));
    }
}
