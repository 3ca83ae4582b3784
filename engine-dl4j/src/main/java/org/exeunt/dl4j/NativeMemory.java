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
final class NativeMemory {
    private static final long COLLECT_AT_BYTES = 512L << 20;
    /** Of layers that give no estimate: activation, its gradient and as much again for working memory. */
    private static final int ARRAYS_A_LAYER = 4;
    /** The gates and states of an LSTM and their gradients. */
    private static final int ARRAYS_WITHOUT_REPORT = 16;

    private final long bytesPerExample;
    private long left;

    NativeMemory(GraphFactory blueprint) {
        long bytes = 0;
        for (int k = 1; k <= blueprint.stages(); k++) {
            bytes += bytesPerExample(blueprint.stage(k), blueprint.stageInput(k));
            bytes += bytesPerExample(blueprint.head(k), blueprint.headInput(k));
        }
        this.bytesPerExample = bytes;
    }

    private static long bytesPerExample(ComputationGraphConfiguration graph, InputType input) {
        Map<String, LayerTypes> types = LayerTypes.of(graph, input);
        long bytes = 0;
        for (var entry : graph.getVertices().entrySet()) {
            LayerTypes vertexTypes = types.get(entry.getKey());
            if (!(entry.getValue() instanceof LayerVertex vertex)) {
                bytes += arrays(vertexTypes);
            } else if (!(vertex.getLayerConf().getLayer() instanceof ReusesBuffers && Memory.isHost())) {
                bytes += arrays(vertexTypes)
                        + workingMemory(vertex.getLayerConf().getLayer(), vertexTypes);
            }
        }
        return bytes;
    }

    private static long arrays(LayerTypes types) {
        return ARRAYS_A_LAYER
                * Float.BYTES
                * Math.max(1, types.rows())
                * types.given().arrayElementsPerExample();
    }

    private static long workingMemory(Layer layer, LayerTypes types) {
        if (types.read() instanceof InputType.InputTypeRecurrent
                || types.read() instanceof InputType.InputTypeConvolutional3D) {
            // Deeplearning4j's reports fail for several layers of sequences and volumes
            return ARRAYS_WITHOUT_REPORT * Float.BYTES * types.given().arrayElementsPerExample();
        }
        LayerMemoryReport report = layer.getMemoryReport(types.read());
        return report == null
                ? 0
                : report.getTotalMemoryBytes(1, MemoryUseMode.TRAINING, CacheMode.NONE, DataType.FLOAT);
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
