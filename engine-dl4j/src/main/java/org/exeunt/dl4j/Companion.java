package org.exeunt.dl4j;

import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A companion head of an objective in training.
 *
 * @param spare the graph that runs it, which is nobody else's meanwhile
 */
record Companion(AuxiliaryHead head, NetworkChain.SpareHead spare) {
    boolean learns() {
        return head instanceof TrainableAuxiliaryHead;
    }

    int exit() {
        return head.exit().number();
    }

    BlockSet blocks() {
        return head.parameters().blocks();
    }

    /** Begins at the head's own parameters; buffers, which nobody sends, are those of the live head. */
    void begin(NetworkChain chain) {
        FlatVectors own = spare.vectors();
        NetworkChain.Part live = chain.head(exit());
        int length = live.to() - live.from();
        own.parameters().put(0, chain.vectors().parameters(), live.from(), length);
        own.velocity().zero(0, length);
        float[] source = head.parameters().values();
        int from = 0;
        for (BlockSet.Range range : blocks().ranges()) {
            own.parameters().put(range.from() - own.origin(), source, from, range.length());
            from += range.length();
        }
        spare.link().computeInputGradient(false);
    }

    /** Writes the gradient of the last forward pass. */
    void backward(INDArray atLogits) {
        spare.link().backward(atLogits);
    }

    void zeroGradient() {
        spare.vectors().gradient().zero(0, spare.vectors().gradient().length());
    }

    /** Returns a copy of its parameters as they are now. */
    ParameterSet parameters() {
        float[] target = new float[blocks().size()];
        int to = 0;
        for (BlockSet.Range range : blocks().ranges()) {
            spare.vectors().parameters().get(range.from() - spare.vectors().origin(), target, to, range.length());
            to += range.length();
        }
        return ParameterSet.of(blocks(), target);
    }
}
