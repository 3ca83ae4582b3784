package org.exeunt.dl4j.layers;

import java.util.Collection;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a layer configuration's {@code instantiate} owes Deeplearning4j. */
public final class Instantiation {
    private Instantiation() {}

    /**
     * Returns the layer, told everything {@code instantiate} was told.
     *
     * @param parameters its slice of the graph's parameters, null if it has none
     * @param initialise whether the slice is to be filled with initial values
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
