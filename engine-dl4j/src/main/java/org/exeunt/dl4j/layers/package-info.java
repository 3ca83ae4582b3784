/**
 * Deeplearning4j layers that are as fast as the native libraries allow: float32, channels last, buffers and op contexts kept from call to
 * call. {@link org.exeunt.dl4j.layers.conv.ConvReluPool}, {@link org.exeunt.dl4j.layers.conv.ConvRelu}, {@link org.exeunt.dl4j.layers.conv.ConvNormRelu},
 * {@link org.exeunt.dl4j.layers.conv.ResidualBlock}, {@link org.exeunt.dl4j.layers.Dense} and {@link org.exeunt.dl4j.layers.conv.GlobalAverage} are
 * configurations like those of Deeplearning4j and mix with its own layers in one graph.
 *
 * {@link org.exeunt.dl4j.layers.sequence.TokenEmbedding}, {@link org.exeunt.dl4j.layers.sequence.EncoderBlock} and
 * {@link org.exeunt.dl4j.layers.sequence.FirstPosition} are for sequences of tokens.
 *
 * <p>What such a layer returns is overwritten by its next call with the same batch size: copy what you keep, and use a graph from one
 * thread only.
 */
package org.exeunt.dl4j.layers;
