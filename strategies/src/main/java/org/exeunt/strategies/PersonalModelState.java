package org.exeunt.strategies;

import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.ClientContext;

/**
 * Loads and reconstructs the personal model of a client, for methods that mix whole personal models on the server.
 *
 * <p>All personal models start from the common initial parameters, heads included: a weighted sum of heads with
 * different random initial values has no meaning.
 */
public final class PersonalModelState {
    private PersonalModelState() {}

    /**
     * Loads the common initial parameters and then the main parameters of the client state. Received parameters are
     * ignored.
     */
    public static void load(ClientContext client, Network network) {
        network.load(client.federation().initial());
        client.state().parameters().ifPresent(network::load);
    }

    /** Returns the model of a client after training: {@code start} with the uploaded blocks replaced. */
    public static ParameterSet after(ParameterSet start, ParameterSet upload) {
        return upload.blocks().equals(start.blocks()) ? upload : start.with(upload);
    }
}
