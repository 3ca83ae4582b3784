package org.exeunt.dl4j.layers;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;

/**
 * The common part of {@code getMemoryReport} in layer configurations, which the engine uses to estimate native memory.
 */
public final class MemoryReport {
    private MemoryReport() {}

    /**
     * Returns the report of a layer without updater state.
     *
     * @param activations number of values per example that are kept from the forward pass to the backward pass
     */
    public static LayerMemoryReport of(Layer layer, InputType input, long activations) {
        return new LayerMemoryReport.Builder(
                        layer.getLayerName(), layer.getClass(), input, layer.getOutputType(-1, input))
                .standardMemory(layer.initializer().numParams(layer), 0)
                .workingMemory(0, 0, 0, activations)
                .cacheMemory(0, 0)
                .build();
    }
}
