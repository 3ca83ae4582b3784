package org.exeunt.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.samediff.SameDiffGraphVertex;
import org.deeplearning4j.nn.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/** Layers that compute something wrong in this release of Deeplearning4j without failing. */
final class KnownDefects {
    private static final ErrorCode COMPUTES_WRONG = ErrorCategory.CONFIG.code(62);

    private KnownDefects() {}

    /**
     * Checks one vertex of a built graph. A subclass of the classes named may have corrected them and is not refused.
     *
     * @param types what it reads and returns
     * @param part of the network, for the message
     * @throws ExeuntException if it has a known defect
     */
    static void refuse(GraphVertex vertex, LayerTypes types, String part) {
        Object running = vertex.hasLayer() ? innermost(vertex.getLayer()) : vertex;
        if (running.getClass() == SameDiffLayer.class || running.getClass() == SameDiffGraphVertex.class) {
            throw refused(
                    vertex,
                    part,
                    "is computed by SameDiff, whose gradients, and those of everything below, are twice too large in this release of Deeplearning4j; for attention use org.exeunt.dl4j.layers.sequence.EncoderBlock, or let instantiate return a subclass of %s that halves the gradient it is given"
                            .formatted(running.getClass().getName()));
        }
        if (running.getClass() == BatchNormalization.class
                && types.read() instanceof InputType.InputTypeRecurrent sequence
                && sequence.getFormat() == RNNFormat.NCW) {
            throw refused(
                    vertex,
                    part,
                    "is a batch norm of sequences [batch, width, steps], of which this release of Deeplearning4j takes the batch for the channels; use it on images, or layer norm");
        }
    }

    private static Layer innermost(Layer layer) {
        return layer instanceof BaseWrapperLayer wrapper ? innermost(wrapper.getUnderlying()) : layer;
    }

    private static ExeuntException refused(GraphVertex vertex, String part, String reason) {
        return new ExeuntException(COMPUTES_WRONG, "'%s' of %s %s".formatted(vertex.getVertexName(), part, reason));
    }
}
