package org.exeunt.dl4j.design;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.samediff.SameDiffGraphVertex;
import org.deeplearning4j.nn.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.dl4j.nativeaccess.NativeFloats;

/** Rejects layers that silently compute wrong results in the supported release of Deeplearning4j. */
final class KnownDefects {

    private KnownDefects() {}

    /**
     * Checks one vertex of a built graph. Subclasses of the affected classes are accepted, as they may have corrected
     * the defect.
     *
     * @param types input and output types of the vertex
     * @param part part of the network that contains the vertex, for the message
     * @throws ExeuntException if the vertex has a known defect
     */
    static void check(GraphVertex vertex, LayerTypes types, String part) {
        Object running = vertex.hasLayer() ? innermost(vertex.getLayer()) : vertex;
        if (running.getClass() == SameDiffLayer.class || running.getClass() == SameDiffGraphVertex.class) {
            throw defect(
                    vertex,
                    part,
                    ("is computed by SameDiff: in this release of Deeplearning4j, its gradients and those of all "
                                    + "layers below it are too large by a factor of two; for attention use "
                                    + "org.exeunt.dl4j.layers.sequence.EncoderBlock, or let 'instantiate' return "
                                    + "a subclass of %s that halves the gradient it receives")
                            .formatted(running.getClass().getName()));
        }
        if (running.getClass() == BatchNormalization.class
                && types.input() instanceof InputType.InputTypeRecurrent sequence
                && sequence.getFormat() == RNNFormat.NCW) {
            throw defect(
                    vertex,
                    part,
                    "is a batch norm of sequences [batch, width, steps]: this release of Deeplearning4j uses the "
                            + "batch axis as channels; use batch norm on images only, or use layer norm");
        }
    }

    /**
     * Checks the input that one vertex of a graph has read in a forward pass.
     *
     * @param part as for {@link #check}
     * @throws ExeuntException if the vertex has a known defect for such an input
     */
    static void checkInput(GraphVertex vertex, String part) {
        if (vertex.hasLayer()
                && innermost(vertex.getLayer()) instanceof ConvolutionLayer running
                && running.layerConf().getCnn2dDataFormat() == CNN2DFormat.NHWC
                && needsDenseInput(running.layerConf())
                && !NativeFloats.isDense(running.input())) {
            throw defect(
                    vertex,
                    part,
                    ("is a %s with channels last, and the layer before it returns values in another order in memory, "
                                    + "as separable convolutions and cropping do: this release of Deeplearning4j then "
                                    + "computes wrong values; use channels first, or a convolution, pooling, norm or "
                                    + "activation layer between them")
                            .formatted(running.layerConf().getClass().getSimpleName()));
        }
    }

    private static boolean needsDenseInput(org.deeplearning4j.nn.conf.layers.ConvolutionLayer layer) {
        return layer instanceof Deconvolution2D
                || layer instanceof DepthwiseConvolution2D depthwise && depthwise.getDepthMultiplier() == 1;
    }

    private static Layer innermost(Layer layer) {
        return layer instanceof BaseWrapperLayer wrapper ? innermost(wrapper.getUnderlying()) : layer;
    }

    private static ExeuntException defect(GraphVertex vertex, String part, String reason) {
        return new ExeuntException(Errors.CONFIG_62, "'%s' of %s %s".formatted(vertex.getVertexName(), part, reason));
    }
}
