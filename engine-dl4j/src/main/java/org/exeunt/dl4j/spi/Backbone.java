package org.exeunt.dl4j.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.exeunt.api.data.InputShape;

/**
 * The stages of an early-exit network, each a fragment of a Deeplearning4j graph.
 *
 * <p>Input types define the layout of images. {@link #input} requests examples as
 * {@code InputType.convolutional(h, w, c, NHWC)}, which the fast layers require, or as {@code NCHW}, the default of
 * Deeplearning4j's own layers; the input type of a later stage is the output type of the preceding one. Deeplearning4j
 * derives input sizes and image formats of the layers from the input type.
 *
 * <p>Updaters, regularisation, gradient clipping and initial values of layers are not used, because the engine provides
 * them; dropout is used. Parameters with the updater {@code NoOp} of Deeplearning4j, such as the running statistics of
 * a batch norm, are buffers. An embedding defines its vocabulary size as {@code nIn}, which is kept.
 *
 * <p>Implementations are stateless and thread-safe; stages are built for every network.
 */
public interface Backbone {
    /** Returns the number of stages, at least 1; there is an exit after each. */
    int stages();

    /**
     * Returns the type in which examples are passed to the first stage. Images become
     * {@code [batch, height, width, channels]} or {@code [batch, channels, height, width]}, depending on the type.
     * Series {@code [channels, time]} become {@code [batch, 1, time, channels]} for images of height 1 with channels
     * last, {@code [batch, channels, time]} for {@code InputType.recurrent(channels, time)}, and
     * {@code [batch, time, channels]} for the latter with format {@code NWC}. The values of all other examples keep
     * their order.
     *
     * @throws IllegalArgumentException if this backbone does not support examples of this shape or vocabulary
     */
    InputType input(InputShape example) throws IllegalArgumentException;

    /**
     * Adds the layers of a stage to a new graph.
     *
     * @param stage number of the stage; 1 is the first
     * @param graph graph under construction
     * @param input name of the input of the stage
     * @param type type of the input of the stage
     * @return name of the layer or vertex that is the output of the stage
     * @throws IllegalStateException if the stage does not support {@code type}; Deeplearning4j's layers throw it
     *     themselves
     */
    String addStage(int stage, GraphBuilder graph, String input, InputType type)
            throws IllegalStateException, IllegalArgumentException;

    /**
     * Returns a new layer without parameters that selects what heads read from the output of a stage, for stages that
     * pass more to the next stage than heads read; empty, the default, if heads read the whole output.
     */
    default Optional<Layer> headInput() {
        return Optional.empty();
    }

    /** Returns what {@link #headInput()} does for one exit, if exits differ; 1 is the first exit. */
    default Optional<Layer> headInput(int exit) {
        return headInput();
    }

    /**
     * Returns the value that fills the end of shorter sequences, such as token id 0; empty, the default, if examples
     * are not padded.
     *
     * <p>In examples {@code [steps]} or {@code [channels, steps]}, all steps after the last step with another value are
     * padding; the first step never is. Layers receive Deeplearning4j's masks for padding, so recurrent layers and
     * pooling ignore it, and heads read the last step that is not padding.
     */
    default OptionalDouble padding() {
        return OptionalDouble.empty();
    }

    /**
     * Returns whether narrower networks are exact slices of this one ({@link org.exeunt.api.network.WidthSlicing}):
     * with weights of 0 after the leading channels of every hidden layer, stages compute exactly the same as stages
     * that have the leading channels only. True for convolutions, dense layers, batch norm and ReLU; false if a layer
     * combines channels in another way. If true, every parameter with one axis must have one value per output channel,
     * all others must be {@code [out, in, ...]} in memory order, and the first such parameter of stage 1 must be
     * applied to the examples.
     */
    default boolean narrowsExactly() {
        return false;
    }

    /**
     * Returns the channels of each {@link org.exeunt.api.network.Modality}, 0-based, by name; empty, the default, if
     * all layers are used for every example. The blocks of a modality are the parameters of stage 1 that start with
     * its name, such as {@code gyroscope/W}.
     */
    default Map<String, List<Integer>> modalities() {
        return Map.of();
    }
}
