package org.exeunt.dl4j.spi;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer configuration of a head's second part whose layer reads the features of all earlier exits beside that of its own exit. A head has at
 * most one. Its network computes the heads of all exits before a head that is asked, and hands gradients at their features back to them.
 */
public interface EarlierFeatureReader {
    /** Returns how many features the layer can read, that of its own exit included; all have the length of its input. */
    int mostFeatures();

    /** What the layer itself does. */
    interface Running {
        /**
         * Says what the features of the earlier exits are, in the forward passes until it is said again.
         *
         * @param features shallowest exit first, {@code [batch, features]} each
         */
        void read(List<INDArray> features);

        /**
         * Returns the gradient of the last backward pass at the feature of an earlier exit, {@code [batch, features]}; overwritten by the next one.
         *
         * @param exit 1 for the first
         */
        INDArray gradientAt(int exit);
    }
}
