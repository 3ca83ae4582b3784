package org.exeunt.dl4j.layers.experts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.layers.ParameterisedConfiguration;
import org.exeunt.dl4j.layers.ShapedParameters;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A sparsely gated mixture of experts, each a convolution of stride 1 without padding, with bias, ReLU and 2x2
 * max-pooling. A linear gate reads the mean of the image over height and width; the experts with the largest logits
 * compute the image, and the output is their sum, weighted by the softmax of these logits. Of equal logits, the first
 * are chosen.
 *
 * <p>Input {@code [batch, height, width, in]}, output {@code [batch, floor(h/2), floor(w/2), out]}, where h and w are
 * the output lengths of the convolution. Parameters: {@code expertE/W [out, in, kernel, kernel]} and
 * {@code expertE/b [out]} of expert E = 1, 2, …, {@code gate/W [in, experts]} and {@code gate/b [experts]}. The
 * gradient of an expert that computes no example of a batch is 0.
 *
 * <p>Source: Shazeer et al., Outrageously large neural networks (arXiv 1701.06538), without noise in the gate and
 * without a loss that balances experts.
 */
public final class ConvExperts extends ParameterisedConfiguration {
    private static final int POOL = 2;

    private final Window window;
    private final int experts;
    private final int active;

    private ConvExperts(int kernel, int out, int experts, int active) {
        this.window = Window.valid(kernel);
        this.experts = experts;
        this.active = active;
        setNOut(out);
        setActivationFn(Activation.RELU.getActivationFunction());
    }

    /**
     * Returns the layer.
     *
     * @param kernel height and width of the kernel
     * @param out channels of the output
     * @param experts number of experts
     * @param active number of experts that compute an example, from 1 to {@code experts}
     */
    public static ConvExperts of(int kernel, int out, int experts, int active) {
        return new ConvExperts(kernel, out, experts, active);
    }

    int experts() {
        return experts;
    }

    int active() {
        return active;
    }

    Window window() {
        return window;
    }

    static String weights(int expert) {
        return "expert%d/W".formatted(expert);
    }

    static String bias(int expert) {
        return "expert%d/b".formatted(expert);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        setNIn(image(inputType).getChannels());
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        InputType.InputTypeConvolutional image = image(inputType);
        long height = window.outputLength(image.getHeight()) / POOL;
        long width = window.outputLength(image.getWidth()) / POOL;
        if (height < 1 || width < 1) {
            throw Window.tooSmall(
                    "'" + getLayerName() + "'",
                    image.getHeight(),
                    image.getWidth(),
                    window.kernel(),
                    window.kernel(),
                    POOL);
        }
        return InputType.convolutional(height, width, getNOut(), CNN2DFormat.NHWC);
    }

    @Override
    public ParamInitializer initializer() {
        ShapedParameters parameters = new ShapedParameters();
        for (int expert = 1; expert <= experts; expert++) {
            parameters
                    .filters(weights(expert), getNOut(), getNIn(), window.kernel())
                    .vector(bias(expert), getNOut(), 0);
        }
        return parameters.weights("gate/W", getNIn(), experts).vector("gate/b", experts, 0);
    }

    /** Counts the gate and the experts that compute an example. */
    @Override
    public long macs(InputType inputType) {
        InputType.InputTypeConvolutional image = image(inputType);
        long positions = window.outputLength(image.getHeight()) * window.outputLength(image.getWidth());
        long expert = positions * window.kernel() * window.kernel() * image.getChannels() * getNOut();
        return active * expert + image.getChannels() * experts;
    }

    /** The output, and for each active expert the input, its output, and where the maximum of each window was. */
    @Override
    public double keptPerOutput(InputType inputType) {
        double output = getOutputType(-1, inputType).arrayElementsPerExample();
        return 1 + active * (2 + inputType.arrayElementsPerExample() / output);
    }

    /** All experts are computed; those that are not chosen have the weight 0. */
    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        String mean = nodes.operator("ReduceMean")
                .integers("axes", 2, 3)
                .integer("keepdims", 0)
                .on(input);
        String logits = nodes.operator("Gemm")
                .on(mean, nodes.parameter("gate/W", getNIn(), experts), nodes.parameter("gate/b", experts));
        String others = nodes.add("Unsqueeze", logits, nodes.integers(1));
        String own = nodes.add("Unsqueeze", logits, nodes.integers(2));
        String larger = nodes.toFloats(nodes.add("Greater", others, own));
        String equal = nodes.toFloats(nodes.add("Equal", others, own));
        String preferred = nodes.add(
                "Add", larger, nodes.add("Mul", equal, nodes.constant("earlier", earlier(), experts, experts)));
        String rank = nodes.operator("ReduceSum").integer("keepdims", 0).on(preferred, nodes.integers(2));
        String chosen = nodes.add(
                "Where", nodes.add("Less", rank, nodes.scalar(active)), logits, nodes.scalar(Double.NEGATIVE_INFINITY));
        String probabilities = nodes.operator("Softmax").integer("axis", 1).on(chosen);
        long kernel = window.kernel();
        List<String> weighted = new ArrayList<>();
        for (int expert = 1; expert <= experts; expert++) {
            String probability = nodes.add(
                    "Slice", probabilities, nodes.integers(expert - 1), nodes.integers(expert), nodes.integers(1));
            String output = addConvReluPool(
                    nodes, input, POOL, weights(expert), bias(expert), getNOut(), getNIn(), kernel, kernel);
            weighted.add(nodes.add("Mul", output, nodes.reshape(probability, 0, 1, 1, 1)));
        }
        return nodes.add("Sum", weighted.toArray(String[]::new));
    }

    /** Returns a matrix with 1 where the expert of the column comes before that of the row, and 0 elsewhere. */
    private float[] earlier() {
        float[] matrix = new float[experts * experts];
        for (int row = 0; row < experts; row++) {
            Arrays.fill(matrix, row * experts, row * experts + row, 1);
        }
        return matrix;
    }

    @Override
    protected FastLayer<?> layer(NeuralNetConfiguration conf, DataType type) {
        return new ConvExpertsLayer(conf, type);
    }
}
