package org.exeunt.runtime.client;

import java.util.Map;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;

/** An optimiser's velocity that a client keeps from round to round, under a name in its state that its strategy never sees. */
final class MomentumState {
    private static final String NAME = "runtime/velocity";

    private MomentumState() {}

    /** Gives a network the velocity of a state; zero if there is none. */
    static void load(Payload state, Network network) {
        network.resetVelocity(network.facts().layout().trainable());
        if (state.has(NAME)) {
            network.loadVelocity(state.parameters(NAME));
        }
    }

    /** Returns a state with a network's velocity. */
    static Payload keep(Payload state, Network network) {
        return state.with(NAME, network.readVelocity(network.facts().layout().trainable()));
    }

    /** Returns a state as its strategy left it. */
    static Payload hide(Payload state) {
        if (!state.has(NAME)) {
            return state;
        }
        Payload rest = Payload.empty();
        for (Map.Entry<String, ParameterSet> set : state.parameterSets().entrySet()) {
            rest = set.getKey().equals(NAME) ? rest : rest.with(set.getKey(), set.getValue());
        }
        for (Map.Entry<String, float[]> vector : state.vectors().entrySet()) {
            rest = rest.with(vector.getKey(), vector.getValue());
        }
        return rest;
    }
}
