package org.exeunt.strategies;

import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.ClientContext;

/**
 * The network of a client that keeps one of its own beside what the server mixes of all clients' networks.
 *
 * <p>All begin with the common parameters, heads too: networks that begin with heads of different draws have nothing to mix.
 */
public final class PersonalModelState {
    private PersonalModelState() {}

    /** Loads the common initial parameters, over them the main parameters the client kept; what it received is left aside. */
    public static void load(ClientContext client, Network network) {
        network.load(client.federation().initial());
        client.state().parameters().ifPresent(network::load);
    }

    /** Returns what a client ended its training with: what it uploaded, over what it began with. */
    public static ParameterSet after(ParameterSet start, ParameterSet upload) {
        return upload.blocks().equals(start.blocks()) ? upload : start.with(upload);
    }
}
