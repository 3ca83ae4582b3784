package org.exeunt.api.network;

import java.util.random.RandomGenerator;
import org.exeunt.api.params.ParameterSet;

/** A network that can be opened any number of times. Safe for any number of threads. */
public interface NetworkDesign {
    /** Returns the sizes and costs of the network. */
    NetworkSpec facts();

    /**
     * Returns freshly drawn initial values of all blocks, buffers included.
     *
     * @param random the only source of randomness; values are drawn block by block in layout order
     */
    ParameterSet initialParameters(RandomGenerator random);

    /** Returns a network of this design for one thread; costly, so a worker opens one and keeps it for all its clients. */
    Network open();
}
