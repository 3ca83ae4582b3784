package org.exeunt.dl4j.design;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;

/** Access to the layers inside wrapper layers, such as bidirectional layers. */
public final class WrappedLayers {
    private WrappedLayers() {}

    /** Returns the layers that a layer wraps directly; empty if it is not a wrapper. */
    static List<Layer> wrappedBy(Layer layer) {
        if (layer instanceof BaseWrapperLayer wrapper) {
            return List.of(wrapper.getUnderlying());
        }
        if (layer instanceof FrozenLayer frozen) {
            return List.of(frozen.getLayer());
        }
        return layer instanceof Bidirectional both ? List.of(both.getFwd(), both.getBwd()) : List.of();
    }

    /** Returns the configuration of the layer of a vertex; the vertex itself if it has no layer. */
    public static Object configured(org.deeplearning4j.nn.conf.graph.GraphVertex vertex) {
        return vertex instanceof LayerVertex holder ? holder.getLayerConf().getLayer() : vertex;
    }

    /** Returns the layers of a graph and all layers they wrap, at any depth. */
    public static Stream<Layer> all(ComputationGraphConfiguration graph) {
        return graph.getVertices().values().stream()
                .filter(LayerVertex.class::isInstance)
                .flatMap(vertex -> all(((LayerVertex) vertex).getLayerConf().getLayer()));
    }

    /** Returns a layer and all layers it wraps, at any depth. */
    static Stream<Layer> all(Layer layer) {
        return Stream.concat(Stream.of(layer), wrappedBy(layer).stream().flatMap(WrappedLayers::all));
    }

    /** Returns the innermost wrapped layer; the layer itself if it is not a wrapper. */
    static Layer innermost(Layer layer) {
        List<Layer> wrapped = wrappedBy(layer);
        return wrapped.isEmpty() ? layer : innermost(wrapped.get(0));
    }

    /** Returns the configuration of a built vertex; for a wrapper layer, that of the innermost layer. */
    public static TrainingConfig innermost(GraphVertex vertex) {
        return vertex.getConfig() instanceof Layer layer ? innermost(layer) : vertex.getConfig();
    }
}
