/**
 * Fast layers for Deeplearning4j: float32, channels last, with buffers and operation contexts that are reused from call
 * to call. {@link org.exeunt.dl4j.layers.conv.ConvReluPool}, {@link org.exeunt.dl4j.layers.conv.ConvRelu},
 * {@link org.exeunt.dl4j.layers.conv.ConvNormRelu}, {@link org.exeunt.dl4j.layers.conv.ResidualBlock},
 * {@link org.exeunt.dl4j.layers.Dense} and {@link org.exeunt.dl4j.layers.conv.GlobalAverage} are configurations in the
 * sense of Deeplearning4j and may be combined with its own layers in one graph.
 *
 * {@link org.exeunt.dl4j.layers.sequence.TokenEmbedding}, {@link org.exeunt.dl4j.layers.sequence.EncoderBlock} and
 * {@link org.exeunt.dl4j.layers.sequence.SequencePooling} are for sequences of tokens.
 *
 * <p>{@link org.exeunt.dl4j.layers.width.ChannelGroup} computes a convolutional network by groups of channels.
 *
 * <p>The result of such a layer is overwritten by its next call with the same batch size: copy it to keep it, and use a
 * graph from one thread only.
 */
package org.exeunt.dl4j.layers;
