package org.exeunt.dl4j.layers;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;

/** What a layer configuration's {@code getMemoryReport} owes Deeplearning4j; the engine sizes its native memory by it. */
public final class MemoryReport {
    private MemoryReport() {}

    /**
     * Returns the report of a layer without updater state of its own.
     *
     * @param activations values held for every example from the forward to the backward pass
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
