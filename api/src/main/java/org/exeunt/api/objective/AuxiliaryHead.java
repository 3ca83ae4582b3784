package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.params.ParameterSet;

/**
 * A head beside the live one of an exit: it reads what that one reads and has its shape, but parameters of its own, which are no part of the
 * network. No gradient ever flows from it into the stages, and its exit need not take part.
 */
public sealed interface AuxiliaryHead permits FrozenAuxiliaryHead, TrainableAuxiliaryHead {
    /** Returns the name by which loss terms ask for its logits; one an objective. */
    String name();

    /** Returns the exit beside whose head it stands. */
    Exit exit();

    /** Returns values for exactly the blocks of that exit's head. */
    ParameterSet parameters();
}
