package org.exeunt.dl4j.layers.conv;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.layers.KernelsInUse;
import org.exeunt.dl4j.layers.ShapedParameters;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.nd4j.linalg.activations.Activation;

/**
 * A stem for each group of channels of a series, and the mean over the stems whose group is present. A stem is a
 * convolution along time without padding, bias, ReLU and max-pooling over pairs of steps, as {@link ConvReluPool}.
 *
 * <p>Input {@code [batch, 1, time, channels]}, output {@code [batch, 1, floor((time - kernel + 1) / 2), width]}. A
 * group is absent in an example if all its values are 0. An absent group adds nothing to the output, and the gradients
 * at its input and at the parameters of its stem are exactly 0. If all groups are absent, the output is 0. Parameters
 * of each stem: {@code GROUP/W [width, channels of the group, 1, kernel]} and {@code GROUP/b [width]}.
 */
public final class MeanOfStems extends FastConfiguration implements OnnxEquivalent {
    private final String[] groups;
    private final int[][] channels;
    private final int kernel;

    private MeanOfStems(Map<String, List<Integer>> channels, int kernel, int width) {
        super(MeanOfStemsLayer::new);
        this.groups = channels.keySet().toArray(String[]::new);
        this.channels = channels.values().stream()
                .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        this.kernel = kernel;
        setNOut(width);
        setActivationFn(Activation.RELU.getActivationFunction());
    }

    /**
     * Returns the layer.
     *
     * @param channels channels of each group, 0-based, by name of the group, in the order of the stems
     * @param kernel length of the kernels in time steps, at least 2
     * @param width channels of the output
     */
    public static MeanOfStems of(Map<String, List<Integer>> channels, int kernel, int width) {
        return new MeanOfStems(channels, kernel, width);
    }

    String[] groups() {
        return groups;
    }

    int[][] channels() {
        return channels;
    }

    int kernel() {
        return kernel;
    }

    ConvPool convPool(int inputs) {
        return KernelsInUse.get().convPool(Window.valid(1), Window.valid(kernel), inputs, (int) nOut, 1);
    }

    static String weights(String group) {
        return group + "/W";
    }

    static String bias(String group) {
        return group + "/b";
    }

    @Override
    public ParamInitializer initializer() {
        ShapedParameters parameters = new ShapedParameters();
        for (int g = 0; g < groups.length; g++) {
            parameters
                    .filters(weights(groups[g]), getNOut(), channels[g].length, 1, kernel)
                    .vector(bias(groups[g]), getNOut(), 0);
        }
        return parameters;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        setNIn(series(inputType).getChannels());
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        long pooled = convolvedLength(inputType) / 2;
        if (pooled < 1) {
            throw new IllegalStateException("layer '%s': input %s is too short for a kernel of %d and pooling of pairs"
                    .formatted(getLayerName(), inputType, kernel));
        }
        return InputType.convolutional(1, pooled, getNOut(), CNN2DFormat.NHWC);
    }

    private long convolvedLength(InputType inputType) {
        return Window.valid(kernel).outputLength(series(inputType).getWidth());
    }

    private InputType.InputTypeConvolutional series(InputType inputType) {
        if (image(inputType).getHeight() == 1) {
            return image(inputType);
        }
        throw new IllegalStateException(
                "layer '%s' requires input [batch, 1, time, channels]; found %s".formatted(getLayerName(), inputType));
    }

    /** Counts all stems. */
    @Override
    public long macs(InputType inputType) {
        long read = Arrays.stream(channels).mapToLong(group -> group.length).sum();
        return convolvedLength(inputType) * getNOut() * read * kernel;
    }

    /** The mean; of each stem, its input, its output, and where the maximum of each window was. */
    @Override
    public double keptPerOutput(InputType inputType) {
        double inputs = inputType.arrayElementsPerExample();
        return 1 + 2 * groups.length + inputs / getOutputType(-1, inputType).arrayElementsPerExample();
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        String[] stems = new String[groups.length];
        String[] present = new String[groups.length];
        for (int g = 0; g < groups.length; g++) {
            String x = nodes.operator("Gather")
                    .integer("axis", 1)
                    .on(
                            input,
                            nodes.integers(
                                    Arrays.stream(channels[g]).asLongStream().toArray()));
            String largest =
                    nodes.operator("ReduceMax").integers("axes", 1, 2, 3).on(nodes.add("Abs", x));
            present[g] = nodes.toFloats(nodes.add("Greater", largest, nodes.scalar(0)));
            String pooled = nodes.convReluPool(
                    x, 1, weights(groups[g]), bias(groups[g]), getNOut(), channels[g].length, 1, kernel);
            stems[g] = nodes.add("Mul", pooled, present[g]);
        }
        String count = nodes.add("Max", nodes.add("Sum", present), nodes.scalar(1));
        return nodes.add("Div", nodes.add("Sum", stems), count);
    }
}
