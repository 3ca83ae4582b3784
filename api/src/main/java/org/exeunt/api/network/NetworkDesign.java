package org.exeunt.api.network;

import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.exeunt.api.params.ParameterSet;

/** A factory of equal networks. Safe for use by multiple threads. */
public interface NetworkDesign {
    /** Returns the sizes and costs of the network. */
    NetworkSpec spec();

    /** Returns the modalities of the input; empty, the default, if all blocks are used for every example. */
    default List<Modality> modalities() {
        return List.of();
    }

    /**
     * Returns the number of token ids of a network that reads token ids, which are integers from 0 to this number minus
     * 1; empty, the default, for other networks.
     */
    default OptionalInt vocabulary() {
        return OptionalInt.empty();
    }

    /**
     * Returns random initial values of all blocks, buffers included.
     *
     * @param random the only source of randomness; values are drawn block by block in layout order
     */
    ParameterSet initialParameters(RandomGenerator random);

    /**
     * Allocates a network of this design, for use by one thread. This is expensive: a worker opens one network and uses
     * it for all its clients.
     */
    Network open();
}
