package org.exeunt.dl4j.spi;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer configuration for the second part of a head. The layer reads the features of all earlier exits in addition to
 * that of its own exit. A head has at most one such layer. To run the head of an exit, the network first runs the heads
 * of all earlier exits; in training, it passes the gradients at their features back to them.
 */
public interface EarlierFeatureReader {
    /**
     * Returns the maximum number of features that the layer can read, including that of its own exit. All features have
     * the same length as the input of the layer.
     */
    int mostFeatures();

    /**
     * Sets the number of features that the layer reads, including that of its own exit, before the graph is built. The
     * output type may depend on it; parameters have the same shapes at all exits.
     */
    void setFeatures(int features);

    /** The layer at run time. */
    interface Running {
        /**
         * Sets the features of the earlier exits for the following forward passes, until the next call.
         *
         * @param features features in the order of the exits, each {@code [batch, features]}
         */
        void read(List<INDArray> features);

        /**
         * Returns the gradient of the last backward pass at the feature of an earlier exit, {@code [batch, features]}.
         * It is overwritten by the next backward pass.
         *
         * @param exit number of the exit; 1 is the first
         */
        INDArray gradientAt(int exit);
    }
}
