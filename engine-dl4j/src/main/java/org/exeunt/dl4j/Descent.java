package org.exeunt.dl4j;

import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockSet;
import org.exeunt.dl4j.nativeaccess.Memory;

/** The optimiser step: {@code d = g + decay * w; v = momentum * v + d; w = w - rate * v}. For one thread. */
interface Descent {
    /** Returns what suits the memory in use. */
    static Descent create() {
        return Memory.choose(TiledDescent::new, PlainDescent::new);
    }

    /** Moves the weights of some blocks, which lie in the vectors. */
    void step(FlatVectors vectors, BlockSet blocks, LocalTraining training);

    /** Moves running statistics, whose gradient Deeplearning4j defines as old minus new value. */
    void moveBuffers(FlatVectors vectors, BlockSet buffers);
}
