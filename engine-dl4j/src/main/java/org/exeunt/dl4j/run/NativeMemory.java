package org.exeunt.dl4j.run;

import java.util.Map;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryUseMode;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.LayerTypes;
import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Requests a garbage collection whenever Deeplearning4j's own layers have left about 512 MiB of unused native arrays.
 * The collector sees each array as an object of a few bytes and would run too late. Networks of layers that reuse their
 * arrays never request a collection, except on a device, where views are created for every operation. For one thread.
 */
public final class NativeMemory {
    private static final long COLLECT_AT_BYTES = 512L << 20;
    /** Arrays of output size per layer: the activation, its gradient and the same again for working memory. */
    private static final int ARRAYS_PER_LAYER = 4;
    /** For layers without a memory report: the gates and states of an LSTM and their gradients. */
    private static final int ARRAYS_WITHOUT_REPORT = 16;

    private final long bytesPerExample;
    private long unusedBytes;

    public NativeMemory(GraphFactory factory) {
        long bytes = 0;
        for (int k = 1; k <= factory.stages(); k++) {
            bytes += bytesPerExample(factory.stage(k), factory.stageInput(k));
            bytes += bytesPerExample(factory.head(k), factory.headInput(k));
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
            } else if (!(vertex.getLayerConf().getLayer() instanceof ReusesBuffers && MemoryLocation.isHost())) {
                bytes += arrays(vertexTypes)
                        + workingMemory(vertex.getLayerConf().getLayer(), vertexTypes);
            }
        }
        return bytes;
    }

    private static long arrays(LayerTypes types) {
        return ARRAYS_PER_LAYER
                * Float.BYTES
                * Math.max(1, types.rows())
                * types.output().arrayElementsPerExample();
    }

    private static long workingMemory(Layer layer, LayerTypes types) {
        // Deeplearning4j's memory reports fail for several layers of sequences and volumes
        boolean reports = !(types.input() instanceof InputType.InputTypeRecurrent
                || types.input() instanceof InputType.InputTypeConvolutional3D);
        if (reports) {
            LayerMemoryReport report = layer.getMemoryReport(types.input());
            if (report == null) {
                return 0;
            }
            // the report of a SameDiff layer is empty
            if (report.getOutputType() != null) {
                return report.getTotalMemoryBytes(1, MemoryUseMode.TRAINING, CacheMode.NONE, DataType.FLOAT);
            }
        }
        return ARRAYS_WITHOUT_REPORT * Float.BYTES * types.output().arrayElementsPerExample();
    }

    public long bytesPerExample() {
        return bytesPerExample;
    }

    /** Counts the arrays of a batch and requests a collection if the limit is reached. */
    void batchComputed(int examples) {
        unusedBytes += bytesPerExample * examples;
        if (unusedBytes > COLLECT_AT_BYTES) {
            unusedBytes = 0;
            System.gc();
        }
    }
}
