package org.exeunt.baselines.scalefl;

import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.strategy.ClientContext;

/**
 * A narrower network inside the whole one.
 *
 * @param weights its part of the stages and heads a client holds
 * @param buffers its part of the running statistics
 */
record Submodel(SubmodelSlice weights, SubmodelSlice buffers) {
    /** Loads what the client received, zeros around it, and the client's running statistics, initial ones around them. */
    void install(ClientContext client, Network network) {
        BlockSet held = weights.blocks();
        network.load(client.parameters()
                .with(weights.pad(client.received().vector(ScaleFl.SLICE)))
                .with(buffers.replace(client.federation().initial(client.id()), client.parameters())));
        // a velocity from a round in which the client was wider would move weights off zero
        network.loadVelocity(weights.pad(weights.take(network.readVelocity(held))));
    }

    /** Returns the running statistics a client keeps: those of the trained submodel, and around them what the client had. */
    ParameterSet statistics(ClientContext client, ParameterSet trained) {
        return buffers.replace(client.parameters(), trained);
    }
}
