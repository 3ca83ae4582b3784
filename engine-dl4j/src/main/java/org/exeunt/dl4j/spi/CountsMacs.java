package org.exeunt.dl4j.spi;

import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * A layer configuration that knows what it costs.
 *
 * <p>Needed on layers with parameters that are neither Deeplearning4j's convolution nor its dense layer. Counts multiply-adds of
 * convolutions, dense products and attention products; bias, activation, normalisation and pooling count 0.
 */
public interface CountsMacs {
    /** Returns the MACs of one example of the given type. */
    long macs(InputType inputType);
}
