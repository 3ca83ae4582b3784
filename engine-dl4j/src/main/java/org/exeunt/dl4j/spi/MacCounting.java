package org.exeunt.dl4j.spi;

import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * A layer or vertex configuration that defines its cost in multiply-accumulates (MACs).
 *
 * <p>Implement it in custom layers and vertices; the cost of Deeplearning4j's dense, convolutional and recurrent
 * layers is known. If another layer with parameters does not implement it, a warning is logged and no MACs are reported for the network. Count the
 * multiply-accumulates of convolutions, dense products and attention products; bias, activation, normalisation and
 * pooling count as 0.
 */
public interface MacCounting {
    /** Returns the MACs for one example of the given type. */
    long macs(InputType inputType);

    /**
     * Returns how many values training keeps of an example until the backward pass, for each value of the output. The
     * default is 1, the output only.
     */
    default double keptPerOutput(InputType inputType) {
        return 1;
    }
}
