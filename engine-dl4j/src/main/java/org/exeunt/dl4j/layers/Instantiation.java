package org.exeunt.dl4j.layers;

import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The common part of {@code instantiate} in layer configurations. */
public final class Instantiation {
    private Instantiation() {}

    /**
     * Sets the arguments of {@code instantiate} on a layer and returns the layer.
     *
     * @param parameters slice of the parameters of the graph; null if the layer has no parameters
     * @param initialise whether to fill the slice with initial values
     */
    public static <L extends AbstractLayer<?>> L complete(
            L layer,
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise) {
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(conf.getLayer().initializer().init(conf, parameters, initialise));
        layer.setConf(conf);
        return layer;
    }
}
