package org.exeunt.api.network;

import java.util.List;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.params.LinearAlgebra;

/**
 * Builds early-exit networks.
 *
 * <p>Same design, same parameters, same data and same stream give the same bits, whichever thread runs them.
 *
 * @param <N> the options of its networks: the configuration's {@code network} section
 */
public interface Engine<N extends Record> {
    /**
     * Designs a network without allocating it.
     *
     * @param network validated options
     * @param input shape of one example
     * @param classes number of classes, at least 2
     * @throws org.exeunt.api.error.ExeuntException of category CONFIG if the parts do not fit each other or the input
     */
    NetworkDesign design(N network, InputShape input, int classes);

    /**
     * Returns on what bits depend beside design, parameters, data and stream: the device and its kind of instructions, in a few words; empty if on
     * nothing. Recorded with every run, so that it can be said why another machine's bits differ.
     */
    default String arithmetic() {
        return "";
    }

    /**
     * Returns the products of many vectors with which strategies and aggregators compare and mix models on the server, faster than
     * {@link LinearAlgebra#plain()} where the engine's libraries are. Always of one implementation, which {@link #arithmetic} names, as its bits are
     * in a run's results.
     */
    default LinearAlgebra linearAlgebra() {
        return LinearAlgebra.plain();
    }

    /** Looks at the device, the libraries and the fast paths in use; takes at most a few seconds. */
    default List<HealthCheck> selfTest() {
        return List.of();
    }
}
