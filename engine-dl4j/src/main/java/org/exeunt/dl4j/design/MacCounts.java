package org.exeunt.dl4j.design;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.exeunt.api.Macs;
import org.exeunt.dl4j.spi.MacCounting;

/**
 * The multiply-accumulates (MACs) of a built graph for one example. A layer of Deeplearning4j with matrix products
 * multiplies each of its weights once per position; other layers with parameters define their cost themselves.
 *
 * @param counted MACs of all layers with known cost
 * @param unknown layers and vertices of unknown cost, each with its name and class
 */
public record MacCounts(Macs counted, List<String> unknown) {
    private static final Set<Class<?>> RECURRENT = Set.of(SimpleRnn.class, LSTM.class);
    /** Layers that multiply each weight once per position. Exactly these, as a subclass may compute something else. */
    private static final Set<Class<?>> PRODUCTS = Set.of(
            ConvolutionLayer.class,
            Convolution2D.class,
            Convolution3D.class,
            Convolution1DLayer.class,
            Convolution1D.class,
            Deconvolution2D.class,
            DepthwiseConvolution2D.class,
            SeparableConvolution2D.class,
            DenseLayer.class);
    /** Layers with parameters but without matrix products. */
    private static final Set<Class<?>> FREE = Set.of(
            EmbeddingLayer.class,
            EmbeddingSequenceLayer.class,
            BatchNormalization.class,
            PReLULayer.class,
            ElementWiseMultiplicationLayer.class);
    /** Wrappers of recurrent layers that change neither the number of steps nor what is computed in each. */
    private static final Set<Class<?>> WRAPPERS = Set.of(LastTimeStep.class, MaskZeroLayer.class, Bidirectional.class);

    public static MacCounts of(StageGraph graph, InputType input) {
        Map<String, LayerTypes> types = LayerTypes.of(graph.getConfiguration(), input);
        long counted = 0;
        List<String> unknown = new ArrayList<>();
        for (GraphVertex vertex : graph.verticesInOrder()) {
            Object configured = WrappedLayers.configured(
                    graph.getConfiguration().getVertices().get(vertex.getVertexName()));
            OptionalLong macs = macs(vertex, configured, types.get(vertex.getVertexName()));
            if (macs.isPresent()) {
                counted = Math.addExact(counted, macs.getAsLong());
            } else {
                unknown.add("'%s' (%s)"
                        .formatted(vertex.getVertexName(), configured.getClass().getName()));
            }
        }
        return new MacCounts(new Macs(counted), unknown);
    }

    /** Returns the MACs of a vertex; empty if they are not known. */
    private static OptionalLong macs(GraphVertex vertex, Object configured, LayerTypes types) {
        if (configured instanceof MacCounting counting) {
            return times(types.rows(), counting.macs(types.input()));
        }
        if (vertex.numParams() == 0 || FREE.contains(configured.getClass())) {
            return OptionalLong.of(0);
        }
        return configured instanceof Layer layer
                ? times(types.rows() * positions(layer, types), weights(vertex))
                : OptionalLong.empty();
    }

    private static OptionalLong times(long positions, long macs) {
        return positions < 1 && macs > 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.multiplyExact(Math.max(0, positions), macs));
    }

    private static long weights(GraphVertex vertex) {
        return vertex.paramTable(false).entrySet().stream()
                .filter(entry -> InitialValues.isWeight(vertex, entry.getKey(), entry.getValue()))
                .mapToLong(entry -> entry.getValue().length())
                .sum();
    }

    /** Returns how often a layer multiplies each weight for one row of its input; less than 1 if that is not known. */
    private static long positions(Layer layer, LayerTypes types) {
        if (WRAPPERS.contains(layer.getClass())) {
            return WrappedLayers.all(layer)
                            .map(Layer::getClass)
                            .allMatch(type -> WRAPPERS.contains(type) || RECURRENT.contains(type))
                    ? positions(types.input())
                    : 0;
        }
        boolean everyStep = layer instanceof TimeDistributed distributed
                && distributed.getUnderlying().getClass() == DenseLayer.class;
        if (RECURRENT.contains(layer.getClass()) || layer.getClass() == Deconvolution2D.class || everyStep) {
            return positions(types.input());
        }
        return PRODUCTS.contains(layer.getClass()) ? positions(types.output()) : 0;
    }

    /** Returns the number of pixels, voxels or steps; less than 1 if it is not known. */
    private static long positions(InputType type) {
        if (type instanceof InputType.InputTypeConvolutional image) {
            return image.getHeight() * image.getWidth();
        }
        if (type instanceof InputType.InputTypeConvolutional3D volume) {
            return volume.getDepth() * volume.getHeight() * volume.getWidth();
        }
        return type instanceof InputType.InputTypeRecurrent sequence ? sequence.getTimeSeriesLength() : 1;
    }
}
