package org.exeunt.dl4j.layers.sequence;

import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.layers.ShapedParameters;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.OnnxEquivalent;
import org.exeunt.dl4j.spi.StochasticLayer;

/**
 * Token embedding: the table row of each token, multiplied by the square root of the width, plus a sinusoidal position
 * encoding (A. Vaswani et al., arXiv 1706.03762), with dropout. Token ids {@code [batch, length]}, integers from 0 to
 * the vocabulary size minus 1, to {@code [batch, length, width]}.
 *
 * <p>If padding is masked, id 0 at any position except the first, which is the class token, returns a row of negative
 * zeros, which {@link EncoderBlock} ignores.
 */
public final class TokenEmbedding extends FastConfiguration implements OnnxEquivalent, StochasticLayer {
    private final int vocabulary;
    private final double dropRate;
    private final boolean maskPadding;

    /**
     * Creates the layer.
     *
     * @param vocabulary vocabulary size, the number of token ids
     * @param width number of values per token
     * @param dropRate probability that a value is dropped in training, at least 0 and below 1
     * @param maskPadding whether id 0 is padding instead of a token
     */
    public TokenEmbedding(int vocabulary, int width, double dropRate, boolean maskPadding) {
        super(TokenEmbeddingLayer::new);
        this.vocabulary = vocabulary;
        this.dropRate = dropRate;
        this.maskPadding = maskPadding;
        setNOut(width);
    }

    /** Returns the vocabulary size. */
    public int getVocabulary() {
        return vocabulary;
    }

    double dropRate() {
        return dropRate;
    }

    boolean maskPadding() {
        return maskPadding;
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
                "layer '%s' requires token ids [batch, length]; found %s".formatted(layerName, inputType));
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
    public String addOnnx(OnnxNodes nodes, String input) {
        int length = (int) getNIn();
        int width = (int) getNOut();
        String rows = nodes.add(
                "Gather", nodes.parameter(TokenEmbeddingLayer.TABLE, vocabulary, width), nodes.toIntegers(input));
        String tokens = nodes.add(
                "Add",
                nodes.add("Mul", rows, nodes.scalar(Math.sqrt(width))),
                nodes.constant("positions", TokenEmbeddingLayer.positions(length, width), length, width));
        if (!maskPadding) {
            return tokens;
        }
        float[] classToken = new float[length];
        classToken[0] = 1;
        String used = nodes.add("Add", input, nodes.constant("class-token", classToken, length));
        return nodes.masked(tokens, nodes.add("Greater", used, nodes.scalar(0)));
    }
}
