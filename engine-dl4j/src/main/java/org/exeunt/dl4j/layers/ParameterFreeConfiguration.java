package org.exeunt.dl4j.layers;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.NoParamLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.exeunt.dl4j.spi.ReusesBuffers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Base class of the configurations of layers without parameters, which read their input as it is. */
public abstract class ParameterFreeConfiguration extends NoParamLayer implements ReusesBuffers {
    /** Returns the layer of this configuration. */
    protected abstract ParameterFreeLayer<?> layer(NeuralNetConfiguration conf, DataType type);

    @Override
    public final InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        return null;
    }

    /** Returns null: buffers are reused, so nothing is left for a garbage collection. */
    @Override
    public final LayerMemoryReport getMemoryReport(InputType inputType) {
        return null;
    }

    @Override
    public final Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        return Instantiation.complete(layer(conf, type), conf, listeners, index, parameters, initialise);
    }
}
