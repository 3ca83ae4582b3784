package org.exeunt.dl4j.design;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.spi.MacCounting;

/** Counts the values that a graph keeps of one example until the backward pass: the outputs of its layers. */
public final class ActivationMemory {
    private ActivationMemory() {}

    /** Returns the number of values; sequences of unknown length count as one step. */
    public static long of(ComputationGraphConfiguration graph, InputType input) {
        Map<String, LayerTypes> types = LayerTypes.of(graph, input);
        double kept = 0;
        for (Map.Entry<String, GraphVertex> vertex : graph.getVertices().entrySet()) {
            LayerTypes found = types.get(vertex.getKey());
            Object counted = WrappedLayers.configured(vertex.getValue());
            double perOutput = counted instanceof MacCounting counting ? counting.keptPerOutput(found.input()) : 1;
            kept += perOutput * Math.max(1, found.rows()) * size(found.output());
        }
        return Math.round(kept);
    }

    private static long size(InputType type) {
        return type instanceof InputType.InputTypeRecurrent sequence
                ? sequence.getSize() * Math.max(1, sequence.getTimeSeriesLength())
                : type.arrayElementsPerExample();
    }
}
