package org.exeunt.testsupport.engine;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.NetworkDesign;

/**
 * An engine for tests: early-exit networks of dense layers in pure Java. Inputs of any shape are flattened. Parameters
 * and velocities are float32 and NaN until they are loaded; sums are accumulated in double. A step of a network with a
 * few hundred parameters takes microseconds.
 *
 * <p>Results are the same, bit for bit, on every thread and machine. Optional running means move by a tenth of the way
 * to each batch's mean, in stages with a trainable block only. Training ends before a step whose loss is not finite.
 */
public final class ToyEngine implements Engine<ToyNetworkOptions> {
    @Override
    public NetworkDesign design(ToyNetworkOptions network, InputShape input, int classes) {
        if (classes < 2) {
            throw new IllegalArgumentException(classes + " classes; expected at least 2");
        }
        return ToyDesign.of(network, input, classes);
    }
}
