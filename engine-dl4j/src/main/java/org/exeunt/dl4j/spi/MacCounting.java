package org.exeunt.dl4j.spi;

import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * A layer configuration that knows what it costs.
 *
 * <p>For layers and vertices of your own: the cost of Deeplearning4j's is known. Without it, a layer with parameters has no known cost, which is a
 * warning, and no MACs of its network are reported. Counts multiply-adds of convolutions, dense products and attention products; bias, activation,
 * normalisation and pooling count 0.
 */
public interface MacCounting {
    /** Returns the MACs of one example of the given type. */
    long macs(InputType inputType);
}
