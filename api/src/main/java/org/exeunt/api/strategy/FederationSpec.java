package org.exeunt.api.strategy;

import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Experimental;
import org.exeunt.api.Round;
import org.exeunt.api.device.Device;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;

/**
 * The constants of a run that the server and every client know. Immutable and safe for use by multiple threads.
 *
 * @param rounds number of rounds
 * @param clients clients of the federation, in client order. New clients, which are evaluated but never train, have
 *     higher ids and are not included
 * @param network sizes and costs of the network
 * @param initialValues returns the initial values of all blocks of a client; safe for use by multiple threads
 * @param draws draws further initial values of all blocks
 * @param schedule returns the training settings of a round; safe for use by multiple threads
 * @param streams random streams of the server; in {@link Strategy#download}, those of its round and client
 * @param serverExamples number of examples that the server has, see {@link RoundContext#examples}
 */
public record FederationSpec(
        int rounds,
        List<ClientSpec> clients,
        NetworkSpec network,
        Function<ClientId, ParameterSet> initialValues,
        Function<RandomGenerator, ParameterSet> draws,
        Function<Round, LocalTraining> schedule,
        RandomStreams streams,
        int serverExamples) {
    /** Clients in arrays, so that one takes few bytes however many there are. */
    private static final class CompactClients extends AbstractList<ClientSpec> implements RandomAccess {
        private final int[] ids;
        private final int[] trainExamples;
        private final List<Optional<Device>> devices;

        CompactClients(List<ClientSpec> clients) {
            this.ids = clients.stream().mapToInt(client -> client.id().index()).toArray();
            this.trainExamples =
                    clients.stream().mapToInt(ClientSpec::trainExamples).toArray();
            this.devices = clients.stream().map(ClientSpec::device).toList();
        }

        @Override
        public ClientSpec get(int client) {
            return new ClientSpec(new ClientId(ids[client]), trainExamples[client], devices.get(client));
        }

        @Override
        public int size() {
            return ids.length;
        }
    }

    public FederationSpec {
        clients = clients instanceof CompactClients ? clients : new CompactClients(clients);
    }

    /**
     * Returns a federation with the default training settings: one epoch per round, SGD with batch size 64, learning
     * rate 0.1, momentum 0.9, weight decay 1e-4. The server has streams of seed 0 and no examples; all draws are equal.
     *
     * @param rounds number of rounds
     * @param clients clients of the federation, in client order
     * @param network sizes and costs of the network
     * @param initial returns the initial values of all blocks of a client; safe for use by multiple threads
     */
    public static FederationSpec of(
            int rounds, List<ClientSpec> clients, NetworkSpec network, Function<ClientId, ParameterSet> initial) {
        LocalTraining training = new LocalTraining(1, 64, 0.1, 0.9, 1e-4);
        Function<RandomGenerator, ParameterSet> draws =
                random -> initial.apply(clients.get(0).id());
        return new FederationSpec(rounds, clients, network, initial, draws, round -> training, new RandomStreams(0), 0);
    }

    /**
     * Returns this federation with other training settings.
     *
     * @param other returns the settings of a round; safe for use by multiple threads
     */
    public FederationSpec withTraining(Function<Round, LocalTraining> other) {
        return new FederationSpec(rounds, clients, network, initialValues, draws, other, streams, serverExamples);
    }

    /** Returns this federation with other further initial values. */
    public FederationSpec withDraws(Function<RandomGenerator, ParameterSet> other) {
        return new FederationSpec(rounds, clients, network, initialValues, other, schedule, streams, serverExamples);
    }

    /** Returns this federation with other random streams of the server. */
    public FederationSpec withStreams(RandomStreams other) {
        return new FederationSpec(rounds, clients, network, initialValues, draws, schedule, other, serverExamples);
    }

    /** Returns this federation with another number of examples of the server. */
    public FederationSpec withServerExamples(int other) {
        return new FederationSpec(rounds, clients, network, initialValues, draws, schedule, streams, other);
    }

    /**
     * Returns this federation with simulated devices.
     *
     * @param devices one per client, in client order
     */
    @Experimental
    public FederationSpec withDevices(List<Device> devices) {
        if (devices.size() != clients.size()) {
            throw new IllegalArgumentException("%d devices for %d clients".formatted(devices.size(), clients.size()));
        }
        List<ClientSpec> equipped = IntStream.range(0, devices.size())
                .mapToObj(i -> {
                    ClientSpec client = clients.get(i);
                    return new ClientSpec(client.id(), client.trainExamples(), Optional.of(devices.get(i)));
                })
                .toList();
        return new FederationSpec(rounds, equipped, network, initialValues, draws, schedule, streams, serverExamples);
    }

    /**
     * Checks that the server has examples, for strategies whose {@link Strategy#aggregate} needs them.
     *
     * @throws IllegalArgumentException if it has none
     */
    public void requireServerExamples() {
        if (serverExamples == 0) {
            throw new IllegalArgumentException(
                    "the server has no examples; set partition.server-fraction, or \"server\" in a partition file");
        }
    }

    /** Returns the device of a client; empty if the run simulates no devices, and for new clients. */
    @Experimental
    public Optional<Device> device(ClientId client) {
        return client.index() < clients.size() ? clients.get(client.index()).device() : Optional.empty();
    }

    /** Returns the blocks of the network. */
    public ParameterLayout layout() {
        return network.layout();
    }

    /** Returns the final head among the main parameters of a payload; empty if it is not among them. */
    public Optional<ParameterSet> finalHead(Payload payload) {
        BlockSet head = layout().head(network.finalExit());
        return payload.parameters()
                .filter(set -> set.blocks().containsAll(head))
                .map(set -> set.select(head));
    }

    /**
     * Returns a new random generator for a purpose, for {@link Strategy#initialize} and {@link Strategy#download}. The
     * other methods use {@link RoundContext#stream} and {@link ClientContext#stream}.
     */
    public RandomGenerator stream(String purpose) {
        return streams.stream(purpose);
    }

    /** Returns the duration and optimiser settings of a client's training in a round. */
    public LocalTraining training(Round round) {
        return schedule.apply(round);
    }

    /**
     * Returns a client's initial values of all blocks. They are derived from the seed of the run and need not be sent.
     * They are the same for all clients, unless the run draws heads or whole networks per client.
     */
    public ParameterSet initial(ClientId client) {
        return initialValues.apply(client);
    }

    /**
     * Returns a further draw of initial values of all blocks, for strategies with several models; equal purposes have
     * equal values. They are random also if the run starts from given weights. For {@link Strategy#initialize}; a
     * client draws only from {@link ClientContext#stream}.
     */
    public ParameterSet initial(String purpose) {
        return draws.apply(stream(purpose));
    }

    /** Returns the initial values of the server: those of the first client. */
    public ParameterSet initial() {
        return initial(clients.get(0).id());
    }
}
