package org.exeunt.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryUseMode;
import org.exeunt.dl4j.nativeaccess.Memory;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Asks for a garbage collection when Deeplearning4j's own layers have left about half a gigabyte of native arrays: to the collector each is an
 * object of some bytes, so left alone it would not come in time. Networks of layers that keep their arrays never ask, but for those in a device's
 * memory, where views are made for every operation. For one thread.
 */
final class NativeGarbage {
    private static final long COLLECT_AT_BYTES = 512L << 20;
    /** Of layers that give no estimate: activation, its gradient and as much again for working memory. */
    private static final int ARRAYS_A_LAYER = 4;

    private final long bytesPerExample;
    private long left;

    NativeGarbage(Blueprint blueprint) {
        long bytes = 0;
        for (int k = 1; k <= blueprint.stages(); k++) {
            bytes += bytesPerExample(blueprint.stage(k), blueprint.stageInput(k));
            bytes += bytesPerExample(blueprint.head(k), blueprint.headInput(k));
        }
        this.bytesPerExample = bytes;
    }

    private static long bytesPerExample(ComputationGraphConfiguration graph, InputType input) {
        Map<String, InputType> types = graph.getLayerActivationTypes(input);
        long bytes = 0;
        for (var entry : graph.getVertices().entrySet()) {
            if (entry.getValue() instanceof LayerVertex vertex) {
                Layer layer = vertex.getLayerConf().getLayer();
                if (!(layer instanceof ReusesBuffers && Memory.isHost())) {
                    bytes += estimate(
                            layer,
                            vertex,
                            types.get(
                                    graph.getVertexInputs().get(entry.getKey()).get(0)),
                            types.get(entry.getKey()));
                }
            } else {
                bytes +=
                        ARRAYS_A_LAYER * Float.BYTES * types.get(entry.getKey()).arrayElementsPerExample();
            }
        }
        return bytes;
    }

    private static long estimate(Layer layer, LayerVertex vertex, InputType before, InputType output) {
        InputType read = vertex.getPreProcessor() == null
                ? before
                : vertex.getPreProcessor().getOutputType(before);
        LayerMemoryReport report = layer.getMemoryReport(read);
        long arrays = ARRAYS_A_LAYER * Float.BYTES * output.arrayElementsPerExample();
        return report == null
                ? arrays
                : arrays + report.getTotalMemoryBytes(1, MemoryUseMode.TRAINING, CacheMode.NONE, DataType.FLOAT);
    }

    long bytesPerExample() {
        return bytesPerExample;
    }

    /** Tells that a batch has been computed. */
    void computed(int examples) {
        left += bytesPerExample * examples;
        if (left > COLLECT_AT_BYTES) {
            left = 0;
            System.gc();
        }
    }
}
