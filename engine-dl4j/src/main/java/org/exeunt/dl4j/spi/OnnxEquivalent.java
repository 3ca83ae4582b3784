package org.exeunt.dl4j.spi;

import org.exeunt.dl4j.onnx.OnnxNodes;

/**
 * A layer configuration with an equivalent in operators of the ONNX format, so that networks with it can be
 * exported in this format. The usual layers of Deeplearning4j can be exported as they are.
 */
public interface OnnxEquivalent {
    /**
     * Adds operators that compute the same result in inference.
     *
     * @param nodes adds nodes and has the parameters of this layer
     * @param input name of the input: images are {@code [batch, channels, height, width]} for layers with channels last
     *     as well; all other inputs have the shape that the layer reads
     * @return name of the output, in the same layout
     * @throws IllegalArgumentException if the configuration has no equivalent; the message contains the reason
     */
    String addOnnx(OnnxNodes nodes, String input);
}
