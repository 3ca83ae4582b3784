package org.exeunt.dl4j.run;

import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * An auxiliary head of an objective during training, and the graph that runs it.
 *
 * @param detached the graph that runs the head; not used by another head at the same time
 */
record AuxiliaryHeadRun(AuxiliaryHead head, NetworkChain.DetachedHead detached) {
    boolean isTrainable() {
        return head instanceof TrainableAuxiliaryHead;
    }

    int exit() {
        return head.exit().number();
    }

    BlockSet blocks() {
        return head.parameters().blocks();
    }

    /**
     * Loads the head's own parameters. Buffers are not part of them and are copied from the network's head of the same
     * exit.
     */
    void loadParameters(NetworkChain chain) {
        FlatVectors own = detached.vectors();
        NetworkChain.Part live = chain.head(exit());
        int length = live.to() - live.from();
        own.parameters().put(0, chain.vectors().parameters(), live.from(), length);
        own.velocity().zero(0, length);
        own.write(head.parameters(), own.parameters());
        detached.graph().computeInputGradient(false);
    }

    /** Returns a copy of the current parameters. */
    ParameterSet parameters() {
        return detached.vectors().read(blocks(), detached.vectors().parameters());
    }
}
