package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.params.ParameterSet;

/**
 * An additional head of an exit, with its own parameters, that is not part of the network. It has the input and the
 * shape of the exit's live head.
 *
 * <p>No gradient flows from it into the stages. Its exit need not be among the exits of the objective.
 */
public sealed interface AuxiliaryHead permits FrozenAuxiliaryHead, TrainableAuxiliaryHead {
    /** Returns the name by which loss terms request its logits; unique within the objective. */
    String name();

    /** Returns the exit that the head is attached to. */
    Exit exit();

    /** Returns the values of exactly the blocks of that exit's head. */
    ParameterSet parameters();
}
