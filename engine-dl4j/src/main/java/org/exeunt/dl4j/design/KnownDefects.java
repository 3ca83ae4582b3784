package org.exeunt.dl4j.design;

import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
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

/** The layers that silently compute wrong results in the supported release of Deeplearning4j. */
final class KnownDefects {

    /**
     * A layer or vertex. Subclasses are accepted where they may have corrected the defect.
     *
     * @param has whether a built vertex, with its types, has the defect
     * @param reason what follows the name of the vertex in the message
     */
    private record Defect(BiPredicate<GraphVertex, LayerTypes> has, String reason) {}

    private static final List<Defect> ALL = List.of(
            new Defect(
                    (vertex, types) -> Set.of(SameDiffLayer.class, SameDiffGraphVertex.class)
                            .contains(running(vertex).getClass()),
                    "is computed by SameDiff: in this release of Deeplearning4j, its gradients and those of all layers"
                            + " below it are too large by a factor of two; for attention use"
                            + " org.exeunt.dl4j.layers.sequence.EncoderBlock, or let 'instantiate' return a subclass"
                            + " that halves the gradient it receives"),
            new Defect(
                    (vertex, types) -> running(vertex).getClass() == BatchNormalization.class
                            && types.input() instanceof InputType.InputTypeRecurrent sequence
                            && sequence.getFormat() == RNNFormat.NCW,
                    "is a batch norm of sequences [batch, width, steps]: this release of Deeplearning4j uses the batch"
                            + " axis as channels; use batch norm on images only, or use layer norm"),
            new Defect(
                    (vertex, types) -> running(vertex) instanceof ConvolutionLayer layer
                            && layer.layerConf().getCnn2dDataFormat() == CNN2DFormat.NHWC
                            && needsDenseInput(layer.layerConf())
                            && layer.input() != null
                            && !NativeFloats.isDense(layer.input()),
                    "has channels last, and the layer before it returns values in another order in memory, as separable"
                            + " convolutions and cropping do: this release of Deeplearning4j then computes wrong"
                            + " values; use channels first, or a convolution, pooling, norm or activation layer"
                            + " between them"));

    private KnownDefects() {}

    /**
     * Checks one vertex of a built graph. Some defects are found only after a forward pass.
     *
     * @param types input and output types of the vertex
     * @param part part of the network that contains the vertex, for the message
     * @throws ExeuntException if the vertex has a known defect
     */
    static void check(GraphVertex vertex, LayerTypes types, String part) {
        for (Defect defect : ALL) {
            if (defect.has().test(vertex, types)) {
                throw new ExeuntException(
                        Errors.CONFIG_62, "'%s' of %s %s".formatted(vertex.getVertexName(), part, defect.reason()));
            }
        }
    }

    private static boolean needsDenseInput(org.deeplearning4j.nn.conf.layers.ConvolutionLayer layer) {
        return layer instanceof Deconvolution2D
                || layer instanceof DepthwiseConvolution2D depthwise && depthwise.getDepthMultiplier() == 1;
    }

    private static Object running(GraphVertex vertex) {
        return vertex.hasLayer() ? innermost(vertex.getLayer()) : vertex;
    }

    private static Layer innermost(Layer layer) {
        return layer instanceof BaseWrapperLayer wrapper ? innermost(wrapper.getUnderlying()) : layer;
    }
}
