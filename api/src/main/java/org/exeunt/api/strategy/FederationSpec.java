package org.exeunt.api.strategy;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/**
 * What stays the same during a run and is known to the server and to every client.
 *
 * @param rounds number of rounds
 * @param clients of the federation, in client order; new clients, which never train and are only evaluated, come after them and are not listed
 * @param network sizes and costs
 * @param initialParameters drawn from the run's seed, so that they need not be sent
 */
public record FederationSpec(
        int rounds, List<ClientSpec> clients, NetworkSpec network, InitialParameters initialParameters) {
    /** Initial values of all blocks. Safe for any number of threads. */
    @FunctionalInterface
    public interface InitialParameters {
        /** Returns a client's initial values: backbone and buffers are common to all, heads may be a client's own. */
        ParameterSet of(ClientId client);
    }

    public FederationSpec {
        clients = List.copyOf(clients);
    }

    /** Returns the blocks of the network. */
    public ParameterLayout layout() {
        return network.layout();
    }

    /** Returns a client's initial values of all blocks. */
    public ParameterSet initial(ClientId client) {
        return initialParameters.of(client);
    }

    /** Returns initial values for the server: those of the first client. */
    public ParameterSet initial() {
        return initial(clients.get(0).id());
    }
}
