package org.exeunt.dl4j.kernels;

import org.exeunt.api.network.LocalTraining;
import org.exeunt.dl4j.nativeaccess.NativeFloats;

/** A step of stochastic gradient descent with momentum and weight decay on a range of flat vectors. For one thread. */
public interface SgdStep {
    /**
     * Computes {@code v = momentum v + (g + decay w); w = w - rate v} for the elements from {@code from} (inclusive) to
     * {@code to} (exclusive).
     */
    void step(NativeFloats w, NativeFloats g, NativeFloats v, int from, int to, LocalTraining training);
}
