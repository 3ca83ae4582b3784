package org.exeunt.testkit.engine;

import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.NetworkDesign;

/**
 * Early-exit networks of dense layers in pure Java: any input shape, flattened; parameters and velocities are float32, all sums in between
 * are double. For tests; a network of a few hundred parameters takes some microseconds a step.
 *
 * <p>Results are the same bits on any thread and machine. Running statistics, where asked for, move in training by a tenth of the way to
 * each batch's mean, and only in stages that have a trainable block.
 */
public final class ToyEngine implements Engine<ToyNetworkOptions> {
    /** The engine has no options. */
    public record Options() {}

    @Override
    public NetworkDesign design(ToyNetworkOptions network, InputShape input, int classes) {
        if (classes < 2) {
            throw new IllegalArgumentException(classes + " classes; expected at least 2");
        }
        return new ToyDesign(network, input, classes);
    }
}
