package org.exeunt.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
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
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.exeunt.api.Macs;
import org.exeunt.dl4j.spi.MacCounting;

/**
 * The multiply-accumulates (MACs) of a graph for one example, counted from its configuration.
 *
 * @param counted MACs of all layers with known cost
 * @param unknown layers and vertices of unknown cost, each with its name and class
 */
record MacCounts(Macs counted, List<String> unknown) {
    private static final OptionalLong NONE = OptionalLong.of(0);

    /** The cost of one kind of layer for one row of its input; empty if the length of a sequence is not known. */
    private interface Rule {
        OptionalLong macs(FeedForwardLayer layer, InputType input, InputType output);
    }

    /** Valid for exactly these classes, because a subclass may compute something different. */
    private static final Map<Class<?>, Rule> RULES = new HashMap<>();

    static {
        for (Class<?> convolution : List.of(ConvolutionLayer.class, Convolution2D.class, Convolution3D.class)) {
            RULES.put(convolution, (layer, input, output) -> times(positions(output), dense(layer) * kernel(layer)));
        }
        for (Class<?> convolution : List.of(Convolution1DLayer.class, Convolution1D.class)) {
            RULES.put(
                    convolution,
                    (layer, input, output) -> times(positions(output), dense(layer) * kernelInTime(layer)));
        }
        RULES.put(
                Deconvolution2D.class, (layer, input, output) -> times(positions(input), dense(layer) * kernel(layer)));
        RULES.put(
                DepthwiseConvolution2D.class,
                (layer, input, output) -> times(positions(output), layer.getNOut() * kernel(layer)));
        RULES.put(SeparableConvolution2D.class, (layer, input, output) -> {
            long between = layer.getNIn() * ((SeparableConvolution2D) layer).getDepthMultiplier();
            return times(positions(output), between * (kernel(layer) + layer.getNOut()));
        });
        RULES.put(DenseLayer.class, (layer, input, output) -> OptionalLong.of(dense(layer)));
        RULES.put(SimpleRnn.class, (layer, input, output) -> times(positions(input), recurrent(layer)));
        RULES.put(LSTM.class, (layer, input, output) -> times(positions(input), 4 * recurrent(layer)));
    }

    /** Layers with parameters but without matrix products. */
    private static final Set<Class<?>> FREE = Set.of(
            EmbeddingLayer.class,
            EmbeddingSequenceLayer.class,
            BatchNormalization.class,
            PReLULayer.class,
            ElementWiseMultiplicationLayer.class);

    static MacCounts of(ComputationGraphConfiguration graph, InputType input) {
        Map<String, LayerTypes> types = LayerTypes.of(graph, input);
        long counted = 0;
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, GraphVertex> entry : graph.getVertices().entrySet()) {
            OptionalLong macs = ofVertex(entry.getValue(), types.get(entry.getKey()));
            if (macs.isPresent()) {
                counted = Math.addExact(counted, macs.getAsLong());
            } else {
                unknown.add("'%s' (%s)".formatted(entry.getKey(), kind(entry.getValue())));
            }
        }
        return new MacCounts(new Macs(counted), unknown);
    }

    private static String kind(GraphVertex vertex) {
        return vertex instanceof LayerVertex holder
                ? holder.getLayerConf().getLayer().getClass().getName()
                : vertex.getClass().getName();
    }

    private static OptionalLong ofVertex(GraphVertex vertex, LayerTypes types) {
        if (vertex instanceof LayerVertex holder) {
            return times(ofLayer(holder.getLayerConf().getLayer(), types.input(), types.output()), types.rows());
        }
        if (vertex instanceof MacCounting counting) {
            return times(OptionalLong.of(counting.macs(types.input())), types.rows());
        }
        return vertex.numParams(false) == 0 ? NONE : OptionalLong.empty();
    }

    private static OptionalLong ofLayer(Layer layer, InputType input, InputType output) {
        if (layer instanceof MacCounting counting) {
            return OptionalLong.of(counting.macs(input));
        }
        if (RULES.containsKey(layer.getClass())) {
            return RULES.get(layer.getClass()).macs((FeedForwardLayer) layer, input, output);
        }
        return FREE.contains(layer.getClass()) || layer.initializer().numParams(layer) == 0
                ? NONE
                : ofWrapper(layer, input, output);
    }

    private static OptionalLong ofWrapper(Layer layer, InputType input, InputType output) {
        if (layer.getClass() == LastTimeStep.class || layer.getClass() == MaskZeroLayer.class) {
            Layer wrapped = WrappedLayers.wrappedBy(layer).get(0);
            return ofLayer(wrapped, input, wrapped.getOutputType(-1, input));
        }
        if (layer.getClass() == FrozenLayer.class || layer.getClass() == FrozenLayerWithBackprop.class) {
            return ofLayer(WrappedLayers.wrappedBy(layer).get(0), input, output);
        }
        if (layer instanceof TimeDistributed distributed && input instanceof InputType.InputTypeRecurrent sequence) {
            InputType step = InputType.feedForward(sequence.getSize());
            return times(ofLayer(distributed.getUnderlying(), step, step), steps(input));
        }
        if (layer instanceof Bidirectional bidirectional) {
            return times(
                    ofLayer(
                            bidirectional.getFwd(),
                            input,
                            bidirectional.getFwd().getOutputType(-1, input)),
                    2);
        }
        return OptionalLong.empty();
    }

    private static OptionalLong times(OptionalLong macs, long rows) {
        return macs.isEmpty() || rows < 1 && macs.getAsLong() > 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.multiplyExact(macs.getAsLong(), rows));
    }

    private static OptionalLong times(long positions, long macs) {
        return times(OptionalLong.of(macs), positions);
    }

    private static long dense(FeedForwardLayer layer) {
        return layer.getNIn() * layer.getNOut();
    }

    private static long recurrent(FeedForwardLayer layer) {
        return dense(layer) + layer.getNOut() * layer.getNOut();
    }

    private static long kernel(FeedForwardLayer layer) {
        return Arrays.stream(((ConvolutionLayer) layer).getKernelSize()).reduce(1, Math::multiplyExact);
    }

    /** Deeplearning4j stores a second length, which has no meaning. */
    private static long kernelInTime(FeedForwardLayer layer) {
        return ((ConvolutionLayer) layer).getKernelSize()[0];
    }

    /** Returns the number of pixels, voxels or steps; less than 1 if not known. */
    private static long positions(InputType type) {
        if (type instanceof InputType.InputTypeConvolutional image) {
            return image.getHeight() * image.getWidth();
        }
        if (type instanceof InputType.InputTypeConvolutional3D volume) {
            return volume.getDepth() * volume.getHeight() * volume.getWidth();
        }
        return steps(type);
    }

    private static long steps(InputType type) {
        return type instanceof InputType.InputTypeRecurrent sequence ? sequence.getTimeSeriesLength() : 1;
    }
}
