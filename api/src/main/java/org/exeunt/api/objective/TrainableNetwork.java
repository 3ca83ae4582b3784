package org.exeunt.api.objective;

import org.exeunt.api.params.ParameterSet;

/**
 * A network that is trained together with the main one, as in mutual learning (Shen et al., FML, arXiv 2006.16765). A
 * step computes the forward passes of all networks, then the terms of all objectives, and then updates all networks.
 * The optimiser settings are those of the main network.
 *
 * <p>Each call of {@link org.exeunt.api.network.Network#train} starts from {@code parameters} with zero velocity and
 * reports the trained values of all blocks. Its epochs are added to those of the main network.
 *
 * @param name unique within the objective; the training report has the trained values under this name
 * @param parameters initial values of all blocks of the network
 * @param objective what the network minimises, without auxiliary heads, networks and modules of its own. Its terms read
 *     the main network and its modules by {@code pass.network(ForwardPass.MAIN)}, without gradients
 */
public record TrainableNetwork(String name, ParameterSet parameters, Objective objective) implements AuxiliaryNetwork {
    public TrainableNetwork {
        FrozenNetwork.require(name, parameters, parameters.blocks().layout().all());
        if (!objective.auxiliaryHeads().isEmpty()
                || !objective.networks().isEmpty()
                || !objective.modules().isEmpty()) {
            throw new IllegalArgumentException(
                    ("the objective of network '%s' has auxiliary heads, networks or modules; add them"
                                    + " to the objective of the main network")
                            .formatted(name));
        }
    }
}
