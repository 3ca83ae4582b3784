package org.exeunt.api.objective;

import org.exeunt.api.params.ParameterSet;

/**
 * An additional network of the same design, with its own parameters, such as a teacher or a network that is trained
 * together with the main one. It reads the same batches. Loss terms read its logits and features by {@link
 * ForwardPass#network}; no gradient flows from it into the main network.
 */
public sealed interface AuxiliaryNetwork permits FrozenNetwork, TrainableNetwork {
    /** Returns the name by which loss terms request its pass; unique within the objective. */
    String name();

    /** Returns the initial values of its blocks. */
    ParameterSet parameters();

    /** Returns what this network minimises; an objective without terms if it is frozen. */
    Objective objective();
}
