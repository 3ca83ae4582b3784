package org.exeunt.runtime.step;

import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;

/**
 * One step around a strategy. A step overrides what it changes; the defaults change nothing. It has no mutable fields:
 * what it remembers is in {@link StepState}.
 */
public interface RoundStep {
    /** Returns the state before the first round. */
    default StepState initial(StepState state, FederationSpec federation) {
        return state;
    }

    /** Returns what the server sends in place of a payload. */
    default Payload send(Payload payload, StepState state, FederationSpec federation, ClientId client, ExitSet exits) {
        return payload;
    }

    /** Returns what a client works with in place of what it received. */
    default ClientContext receive(ClientContext client) {
        return client;
    }

    /** Returns the network that a client works with. */
    default Network limit(Network network, ClientContext client) {
        return network;
    }

    /** Returns what a client returns in place of the update of the strategy. */
    default ClientUpdate reply(ClientUpdate update, ClientContext client) {
        return update;
    }

    /** Changes the personal model that the strategy loaded into a network. */
    default void personalise(ClientContext client, Network network) {}

    /** Returns the state after the updates of a round. */
    default StepState aggregate(StepState state, RoundContext round, ClientResults results) {
        return state;
    }
}
