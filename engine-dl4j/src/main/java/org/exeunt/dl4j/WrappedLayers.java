package org.exeunt.dl4j;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;

/** Layers that wrap others, such as a bidirectional one. */
final class WrappedLayers {
    private WrappedLayers() {}

    /** Returns the layers that a layer wraps; none if it wraps none. */
    static List<Layer> in(Layer layer) {
        if (layer instanceof BaseWrapperLayer wrapper) {
            return List.of(wrapper.getUnderlying());
        }
        if (layer instanceof FrozenLayer frozen) {
            return List.of(frozen.getLayer());
        }
        return layer instanceof Bidirectional both ? List.of(both.getFwd(), both.getBwd()) : List.of();
    }

    /** Returns a layer and everything it wraps, at any depth. */
    static Stream<Layer> all(Layer layer) {
        return Stream.concat(Stream.of(layer), in(layer).stream().flatMap(WrappedLayers::all));
    }

    /** Returns what a layer wraps, at the deepest; the layer itself if it wraps none. */
    static Layer innermost(Layer layer) {
        List<Layer> wrapped = in(layer);
        return wrapped.isEmpty() ? layer : innermost(wrapped.get(0));
    }

    /** Returns the configuration of what a built vertex computes: of a layer, within all wrappers. */
    static TrainingConfig innermost(GraphVertex vertex) {
        return vertex.getConfig() instanceof Layer layer ? innermost(layer) : vertex.getConfig();
    }
}
