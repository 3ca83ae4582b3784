package org.exeunt.dl4j.layers.sequence;

import java.util.Arrays;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.exeunt.dl4j.spi.StochasticLayer;

/**
 * A post-norm Transformer encoder block (A. Vaswani et al., arXiv 1706.03762):
 * {@code y = norm(x + dropout(attention(x)))}, then {@code norm(y + dropout(W2 dropout(relu(W1 y))))}. Dropout is also
 * applied to the attention weights. The block computes the same function as PyTorch's {@code TransformerEncoderLayer}
 * with a key padding mask.
 *
 * <p>Input and output are {@code [batch, length, width]}. A row of negative zeros is padding, as returned by
 * {@link TokenEmbedding}: it is not computed, has no effect on other rows, and is padding in the output.
 */
public final class EncoderBlock extends FastConfiguration implements OnnxEquivalent, StochasticLayer {
    private final int heads;
    private final int hidden;
    private final double dropRate;

    /**
     * Creates the layer.
     *
     * @param heads number of attention heads, a divisor of the width
     * @param hidden hidden units of the feed-forward part
     * @param dropRate probability that a value is dropped in training, at least 0 and below 1
     */
    public EncoderBlock(int heads, int hidden, double dropRate) {
        super(EncoderBlockLayer::new);
        this.heads = heads;
        this.hidden = hidden;
        this.dropRate = dropRate;
    }

    int heads() {
        return heads;
    }

    int hidden() {
        return hidden;
    }

    double dropRate() {
        return dropRate;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        setNIn(sequence(inputType).getSize());
        setNOut(getNIn());
        if (getNIn() % heads != 0) {
            throw new IllegalStateException(
                    "layer '%s': %d heads do not divide the width of the input %s; choose a divisor of it"
                            .formatted(layerName, heads, inputType));
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return sequence(inputType);
    }

    private InputType.InputTypeRecurrent sequence(InputType inputType) {
        if (inputType instanceof InputType.InputTypeRecurrent sequence && sequence.getFormat() == RNNFormat.NWC) {
            return sequence;
        }
        throw new IllegalStateException(
                "layer '%s' requires input [batch, length, width]; found %s".formatted(layerName, inputType));
    }

    /** Returns the MACs of a sequence without padding with all positions of the output, which is an upper bound. */
    @Override
    public long macs(InputType inputType) {
        long length = sequence(inputType).getTimeSeriesLength();
        long width = sequence(inputType).getSize();
        long projections = 4 * length * width * width;
        long attention = 2 * length * length * width;
        return projections + attention + 2 * length * width * hidden;
    }

    /** Queries, keys, values, attended values, two normalised sums and the output; hidden units; attention weights. */
    @Override
    public double keptPerOutput(InputType inputType) {
        double width = sequence(inputType).getSize();
        return 7 + hidden / width + heads * Math.max(0, sequence(inputType).getTimeSeriesLength()) / width;
    }

    @Override
    public boolean drawsInTraining() {
        return dropRate > 0;
    }

    @Override
    public ParamInitializer initializer() {
        return EncoderParameters.shapes(getNIn(), hidden);
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        int width = (int) getNIn();
        String attended = nodes.add("MatMul", attention(nodes, input), nodes.parameter("Wo", width, width));
        String middle = addNorm(nodes, input, attended, "bo", "gamma1", "beta1");
        String expanded = nodes.add("MatMul", middle, nodes.transposed("W1", hidden, width));
        String relu = nodes.add("Relu", nodes.add("Add", expanded, nodes.parameter("b1", hidden)));
        String contracted = nodes.add("MatMul", relu, nodes.transposed("W2", width, hidden));
        String output = addNorm(nodes, middle, contracted, "b2", "gamma2", "beta2");
        return nodes.maskOf(input).map(mask -> nodes.masked(output, mask)).orElse(output);
    }

    /** Adds self-attention up to the values of all heads side by side, {@code [batch, length, width]}. */
    private String attention(OnnxNodes nodes, String input) {
        int width = (int) getNIn();
        String queries = project(nodes, "q", 0, input, 0, 2, 1, 3);
        String keys = project(nodes, "k", 1, input, 0, 2, 3, 1);
        String values = project(nodes, "v", 2, input, 0, 2, 1, 3);
        String scores =
                nodes.add("Mul", nodes.add("MatMul", queries, keys), nodes.scalar(1 / Math.sqrt(width / heads)));
        if (nodes.maskOf(input).isPresent()) {
            String steps = nodes.add("Unsqueeze", nodes.maskOf(input).orElseThrow(), nodes.integers(1, 2));
            scores = nodes.add("Where", steps, scores, nodes.scalar(Double.NEGATIVE_INFINITY));
        }
        String weights = nodes.operator("Softmax").integer("axis", -1).on(scores);
        return nodes.reshape(nodes.transpose(nodes.add("MatMul", weights, values), 0, 2, 1, 3), 0, 0, width);
    }

    /**
     * Adds the projection to the queries, keys or values of all heads.
     *
     * @param part position of the parameters: 0 for queries, 1 for keys, 2 for values
     * @param axes order of the axes batch, length, head and values of a head in the output
     */
    private String project(OnnxNodes nodes, String name, int part, String input, long... axes) {
        int width = (int) getNIn();
        float[] weights = Arrays.copyOfRange(nodes.values("Wqkv"), part * width * width, (part + 1) * width * width);
        float[] bias = Arrays.copyOfRange(nodes.values("bqkv"), part * width, (part + 1) * width);
        String projected = nodes.add(
                "Add",
                nodes.add("MatMul", input, nodes.transposed("W" + name, weights, width, width)),
                nodes.constant("b" + name, bias, width));
        return nodes.transpose(nodes.reshape(projected, 0, 0, heads, width / heads), axes);
    }

    private String addNorm(OnnxNodes nodes, String x, String branch, String bias, String gamma, String beta) {
        long width = getNIn();
        String sum = nodes.add("Add", x, nodes.add("Add", branch, nodes.parameter(bias, width)));
        // ONNX Runtime computes the variance as E[x^2] - E[x]^2, which loses digits unless the mean is subtracted
        // before
        String centred = nodes.add(
                "Sub", sum, nodes.operator("ReduceMean").integers("axes", -1).on(sum));
        return nodes.operator("LayerNormalization")
                .number("epsilon", AddNorm.EPSILON)
                .on(centred, nodes.parameter(gamma, width), nodes.parameter(beta, width));
    }
}
