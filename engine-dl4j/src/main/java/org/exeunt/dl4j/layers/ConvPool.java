package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.Memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution without bias and the max-pooling that follows it: activations {@code [batch, height, width, channels]}, weights
 * {@code [out, in, height, width]}. For one thread.
 */
interface ConvPool {
    /** Returns the way that suits the layer and the memory in use. */
    static ConvPool of(ConvReluPool layer) {
        WholeConvPool whole = new WholeConvPool(layer);
        return Memory.isHost() ? RingedConvPool.where(layer, SlicedConvPool.where(layer, whole)) : whole;
    }

    /** Returns what pooling gives; it is overwritten by the next call. */
    INDArray forward(INDArray x, INDArray weights, boolean training);

    /**
     * Writes the gradients of the last forward pass.
     *
     * @param dy gradient at what pooling gave
     * @param dx where the gradient at the input goes; null if it is not wanted
     */
    void backward(INDArray x, INDArray weights, INDArray dy, INDArray dx, INDArray dWeights);
}
