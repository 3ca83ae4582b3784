package org.exeunt.baselines.scalefl;

import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.strategy.ClientContext;

/**
 * The part of the network that a narrow client trains.
 *
 * @param weights slice of the stages and heads that the client holds
 * @param buffers slice of the running statistics
 */
record Submodel(SubmodelSlice weights, SubmodelSlice buffers) {
    /**
     * Loads the received slice with zeros outside it, and the running statistics of the client with initial values
     * outside the slice.
     */
    void load(ClientContext client, Network network) {
        BlockSet held = weights.blocks();
        network.load(client.parameters()
                .with(weights.pad(client.received().vector(ScaleFl.SLICE)))
                .with(buffers.replace(client.federation().initial(client.id()), client.parameters())));
        // a velocity from a round with a wider slice would change weights outside the current slice, which must stay 0
        network.loadVelocity(weights.pad(weights.take(network.readVelocity(held))));
    }

    /**
     * Returns the running statistics that the client keeps: those of the trained slice, and the previous ones outside
     * it.
     */
    ParameterSet statistics(ClientContext client, ParameterSet trained) {
        return buffers.replace(client.parameters(), trained);
    }
}
