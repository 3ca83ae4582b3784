package org.exeunt.api.strategy;

import java.util.List;
import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/** What stays the same during a run and is known to the server and to every client. Immutable. */
public final class FederationSpec {
    private final int rounds;
    private final List<ClientSpec> clients;
    private final NetworkSpec network;
    private final Function<ClientId, ParameterSet> initial;
    private final Function<Round, LocalTraining> training;

    private FederationSpec(
            int rounds,
            List<ClientSpec> clients,
            NetworkSpec network,
            Function<ClientId, ParameterSet> initial,
            Function<Round, LocalTraining> training) {
        this.rounds = rounds;
        this.clients = List.copyOf(clients);
        this.network = network;
        this.initial = initial;
        this.training = training;
    }

    /**
     * Returns a federation whose clients train for one epoch with the default optimiser.
     *
     * @param rounds number of rounds
     * @param clients of the federation, in client order
     * @param network sizes and costs
     * @param initial initial values of all blocks of a client; safe for any number of threads
     */
    public static FederationSpec of(
            int rounds, List<ClientSpec> clients, NetworkSpec network, Function<ClientId, ParameterSet> initial) {
        LocalTraining training = new LocalTraining(1, 64, 0.1, 0.9, 1e-4);
        return new FederationSpec(rounds, clients, network, initial, round -> training);
    }

    /** Returns this federation with another training; {@code schedule} is safe for any number of threads. */
    public FederationSpec withTraining(Function<Round, LocalTraining> schedule) {
        return new FederationSpec(rounds, clients, network, initial, schedule);
    }

    /** Returns the number of rounds. */
    public int rounds() {
        return rounds;
    }

    /**
     * Returns the clients of the federation, in client order. New clients, which never train and are only evaluated, come after them and are
     * not listed.
     */
    public List<ClientSpec> clients() {
        return clients;
    }

    /** Returns sizes and costs of the network. */
    public NetworkSpec network() {
        return network;
    }

    /** Returns the blocks of the network. */
    public ParameterLayout layout() {
        return network.layout();
    }

    /** Returns for how long and by what optimiser a client trains in a round. */
    public LocalTraining training(Round round) {
        return training.apply(round);
    }

    /**
     * Returns a client's initial values of all blocks, drawn from the run's seed, so that they need not be sent: backbone and buffers are
     * common to all clients, heads may be a client's own.
     */
    public ParameterSet initial(ClientId client) {
        return initial.apply(client);
    }

    /** Returns the initial values for the server: those of the first client. */
    public ParameterSet initial() {
        return initial(clients.get(0).id());
    }
}
