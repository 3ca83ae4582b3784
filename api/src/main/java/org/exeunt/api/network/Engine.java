package org.exeunt.api.network;

import java.util.List;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.params.LinearAlgebra;

/**
 * Builds early-exit networks.
 *
 * <p>Equal designs, parameters, data and random streams produce equal bits on one machine, whichever threads run them.
 *
 * @param <N> options of the networks: the {@code network} section of the configuration
 */
public interface Engine<N extends Record> {
    /**
     * Returns a network design; allocates no network.
     *
     * @param network validated options
     * @param input shape of one example
     * @param classes number of classes; at least 2
     * @throws org.exeunt.api.error.ExeuntException of category CONFIG if the parts of the network do not fit each other
     *     or the input
     */
    NetworkDesign design(N network, InputShape input, int classes);

    /**
     * Returns a short description of the device and instruction set that the bits of a result depend on; empty (the
     * default) if results are the same on every machine.
     *
     * <p>Recorded with every run, to explain why results of another machine differ.
     */
    default String arithmetic() {
        return "";
    }

    /**
     * Returns the implementation with which strategies and aggregators compare and combine models on the server. The
     * default is {@link LinearAlgebra#plain()}.
     *
     * <p>An engine always returns the same implementation and names it in {@link #arithmetic}, because the results of a
     * run depend on its bits.
     */
    default LinearAlgebra linearAlgebra() {
        return LinearAlgebra.plain();
    }

    /**
     * Checks the device, the libraries and their optimised code paths. Takes at most a few seconds. The default has no
     * checks.
     */
    default List<HealthCheck> selfTest() {
        return List.of();
    }
}
