package org.exeunt.runtime.client;

import java.util.Map;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;

/**
 * Stores the velocity of the optimiser in a client's state between rounds, under a name that is hidden from its
 * strategy.
 */
final class MomentumState {
    private static final String NAME = "runtime/velocity";

    private MomentumState() {}

    /** Loads the velocity of a state into a network; resets it if the state has none. */
    static void load(Payload state, Network network) {
        network.resetVelocity(network.facts().layout().trainable());
        if (state.has(NAME)) {
            network.loadVelocity(state.parameters(NAME));
        }
    }

    /** Returns a copy of a state with the velocity of a network. */
    static Payload save(Payload state, Network network) {
        return state.with(NAME, network.readVelocity(network.facts().layout().trainable()));
    }

    /** Returns a copy of a state without velocity, as its strategy created it. */
    static Payload without(Payload state) {
        if (!state.has(NAME)) {
            return state;
        }
        Payload visible = Payload.empty();
        for (Map.Entry<String, ParameterSet> set : state.parameterSets().entrySet()) {
            visible = set.getKey().equals(NAME) ? visible : visible.with(set.getKey(), set.getValue());
        }
        for (Map.Entry<String, float[]> vector : state.vectors().entrySet()) {
            visible = visible.with(vector.getKey(), vector.getValue());
        }
        return visible;
    }
}
