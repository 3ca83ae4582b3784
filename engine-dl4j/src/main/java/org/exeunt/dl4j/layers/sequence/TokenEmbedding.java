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
import org.exeunt.dl4j.layers.ShapedParameters;
import org.exeunt.dl4j.spi.MacCounting;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.exeunt.dl4j.spi.StochasticLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A row of a table for every token, times the square root of the width, plus a sinusoidal position (A. Vaswani et al., arXiv 1706.03762), with
 * dropout: token ids {@code [batch, length]}, whole numbers below the size of the vocabulary, to {@code [batch, length, width]}.
 *
 * <p>If padding is masked, id 0 at any position but the first gives a row of negative zeros, which {@link EncoderBlock} leaves out; the first is
 * the class token's.
 */
public final class TokenEmbedding extends FeedForwardLayer implements MacCounting, StochasticLayer, ReusesBuffers {
    private int vocabulary;
    private double dropRate;
    private boolean maskPadding;

    /** For reading a saved configuration. */
    public TokenEmbedding() {}

    /**
     * Makes the layer.
     *
     * @param vocabulary number of tokens
     * @param width of the rows
     * @param dropRate probability that a value is dropped in training, at least 0 and below 1
     * @param maskPadding whether id 0 is padding rather than a token
     */
    public TokenEmbedding(int vocabulary, int width, double dropRate, boolean maskPadding) {
        this.vocabulary = vocabulary;
        this.dropRate = dropRate;
        this.maskPadding = maskPadding;
        setNOut(width);
        setActivationFn(Activation.IDENTITY.getActivationFunction());
    }

    /** Returns the number of tokens. */
    public int getVocabulary() {
        return vocabulary;
    }

    /** Says the number of tokens. */
    public void setVocabulary(int vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Returns the probability that a value is dropped in training. */
    public double getDropRate() {
        return dropRate;
    }

    /** Says the probability that a value is dropped in training. */
    public void setDropRate(double dropRate) {
        this.dropRate = dropRate;
    }

    /** Returns whether id 0 is padding. */
    public boolean isMaskPadding() {
        return maskPadding;
    }

    /** Says whether id 0 is padding. */
    public void setMaskPadding(boolean maskPadding) {
        this.maskPadding = maskPadding;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        setNIn(length(inputType));
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.recurrent(getNOut(), length(inputType), RNNFormat.NWC);
    }

    private long length(InputType inputType) {
        if (inputType instanceof InputType.InputTypeFeedForward ids) {
            return ids.getSize();
        }
        throw new IllegalStateException(
                "layer '%s' reads token ids [batch, length]; given %s".formatted(layerName, inputType));
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    /** A lookup multiplies nothing. */
    @Override
    public long macs(InputType inputType) {
        return 0;
    }

    @Override
    public boolean drawsInTraining() {
        return dropRate > 0;
    }

    @Override
    public ParamInitializer initializer() {
        return new ShapedParameters().weights(TokenEmbeddingLayer.TABLE, vocabulary, getNOut());
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return MemoryReport.of(this, inputType, getOutputType(-1, inputType).arrayElementsPerExample());
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
                new TokenEmbeddingLayer(conf, type), conf, listeners, index, parameters, initialise);
    }
}
