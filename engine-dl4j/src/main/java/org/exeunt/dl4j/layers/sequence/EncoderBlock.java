package org.exeunt.dl4j.layers.sequence;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.layers.Instantiation;
import org.exeunt.dl4j.layers.MemoryReport;
import org.exeunt.dl4j.spi.MacCounting;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.exeunt.dl4j.spi.StochasticLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A post-norm Transformer encoder block (A. Vaswani et al., arXiv 1706.03762):
 * {@code y = norm(x + dropout(attention(x)))}, then {@code norm(y + dropout(W2 dropout(relu(W1 y))))}. Dropout is also
 * applied to the attention weights. The block computes the same function as PyTorch's {@code TransformerEncoderLayer}
 * with a key padding mask.
 *
 * <p>Input and output are {@code [batch, length, width]}. A row of negative zeros is padding, as returned by
 * {@link TokenEmbedding}: it is not computed, has no effect on other rows, and is padding in the output.
 */
public final class EncoderBlock extends FeedForwardLayer implements MacCounting, StochasticLayer, ReusesBuffers {
    private int heads;
    private int hidden;
    private double dropRate;

    /** Used to read a saved configuration. */
    public EncoderBlock() {}

    /**
     * Creates the layer.
     *
     * @param heads number of attention heads, a divisor of the width
     * @param hidden hidden units of the feed-forward part
     * @param dropRate probability that a value is dropped in training, at least 0 and below 1
     */
    public EncoderBlock(int heads, int hidden, double dropRate) {
        this.heads = heads;
        this.hidden = hidden;
        this.dropRate = dropRate;
        setActivationFn(Activation.IDENTITY.getActivationFunction());
    }

    /** Returns the number of attention heads. */
    public int getHeads() {
        return heads;
    }

    /** Sets the number of attention heads. */
    public void setHeads(int heads) {
        this.heads = heads;
    }

    /** Returns the hidden units of the feed-forward part. */
    public int getHidden() {
        return hidden;
    }

    /** Sets the hidden units of the feed-forward part. */
    public void setHidden(int hidden) {
        this.hidden = hidden;
    }

    /** Returns the probability that a value is dropped in training. */
    public double getDropRate() {
        return dropRate;
    }

    /** Sets the probability that a value is dropped in training, at least 0 and below 1. */
    public void setDropRate(double dropRate) {
        this.dropRate = dropRate;
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

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
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

    @Override
    public boolean drawsInTraining() {
        return dropRate > 0;
    }

    @Override
    public ParamInitializer initializer() {
        return EncoderParameters.shapes(getNIn(), hidden);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return MemoryReport.of(this, inputType, inputType.arrayElementsPerExample());
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
                new EncoderBlockLayer(conf, type), conf, listeners, index, parameters, initialise);
    }
}
