package org.exeunt.dl4j.spi;

import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;

/**
 * The stages of an early-exit network, each a fragment of a Deeplearning4j graph.
 *
 * <p>The layout of images is said by input types alone. {@link #input} asks for examples as
 * {@code InputType.convolutional(h, w, c, NHWC)}, which the fast layers need, or {@code NCHW}, which Deeplearning4j's own layers are used
 * to; between stages the type is what the last layer gives. Deeplearning4j sets input sizes and image formats of the layers from it.
 *
 * <p>Updaters, regularisation and gradient clipping of layers are not used: the optimiser is the engine's. Dropout is. Parameters whose
 * updater is Deeplearning4j's {@code NoOp}, such as a batch norm's running statistics, are buffers. Initial values are the engine's. An embedding
 * states its vocabulary as {@code nIn}, which is kept.
 *
 * <p>Pure and safe for any number of threads; a stage is built anew for every network.
 */
public interface Backbone {
    /** Returns the number of stages, at least 1; there is an exit after each. */
    int stages();

    /**
     * Returns how examples are handed to the first stage. Images become {@code [batch, height, width, channels]} or
     * {@code [batch, channels, height, width]} as the type says; series become {@code [batch, 1, time, channels]} if the type is that of images
     * one row high with the channels last; everything else keeps its order, as series {@code [channels, time]} do for
     * {@code InputType.recurrent(channels, time)}; with format {@code NWC} they become {@code [batch, time, channels]}.
     *
     * @throws IllegalArgumentException if such examples do not suit this backbone
     */
    InputType input(InputShape example);

    /**
     * Adds a stage to a graph of its own.
     *
     * @param stage 1 for the first
     * @param graph under construction
     * @param input name of what the stage reads
     * @param type of what the stage reads
     * @return name of the layer or vertex that is the stage's output
     * @throws IllegalStateException if the stage cannot work on {@code type}; Deeplearning4j's layers throw it themselves
     */
    String addStage(int stage, GraphBuilder graph, String input, InputType type);

    /**
     * Returns the value that fills the end of shorter sequences, such as token id 0; by default empty: examples are not padded.
     *
     * <p>Steps {@code [steps]} or {@code [channels, steps]} after the last one that holds another value are padding; the first never is. Layers get
     * Deeplearning4j's masks for it, so recurrent layers and pooling leave padding out, and heads read the last step that is not.
     */
    default OptionalDouble padding() {
        return OptionalDouble.empty();
    }

    /**
     * Returns whether stages whose weights are 0 past the leading channels of every hidden layer compute exactly what stages with those channels
     * alone would ({@link org.exeunt.api.network.WidthSlicing}): true for convolutions, dense layers, batch norm and ReLU; false where a layer looks
     * across channels. Of a backbone that answers true, every parameter of one axis has a value an output channel, every other is
     * {@code [out, in, ...]} in memory order, and the first such parameter of stage 1 reads the examples.
     */
    default boolean narrowsExactly() {
        return false;
    }
}
