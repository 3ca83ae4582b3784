package org.exeunt.dl4j.kernels.portable;

import org.exeunt.api.network.LocalTraining;
import org.exeunt.dl4j.kernels.SgdStep;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Uses ND4J operations only. */
final class PortableSgdStep implements SgdStep {
    @Override
    public void step(NativeFloats w, NativeFloats g, NativeFloats v, int from, int to, LocalTraining training) {
        INDArray weights = part(w, from, to);
        INDArray velocity = part(v, from, to);
        velocity.muli(training.momentum());
        velocity.addi(part(g, from, to));
        subtract(velocity, weights, -training.weightDecay());
        subtract(weights, velocity, training.learningRate());
    }

    /** Computes {@code a -= factor * b}. */
    private static void subtract(INDArray a, INDArray b, double factor) {
        try (INDArray product = b.mul(factor)) {
            a.subi(product);
        }
    }

    private static INDArray part(NativeFloats vector, int from, int to) {
        return vector.shaped(vector.length()).get(NDArrayIndex.interval(from, to));
    }
}
