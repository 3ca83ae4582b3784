package org.exeunt.baselines;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;

/**
 * What most tests of methods start from: four clients, a network with three exits, FedAvg with the mean of the losses.
 */
public final class Given {
    /** The mean of the cross-entropies of all exits. */
    public static final EarlyExitLoss LOSS = new EarlyExitLoss(ExitWeights.MEAN);

    /** {@link #LOSS}, averaged by data size. */
    public static final FedAvg.Options AVERAGING = new FedAvg.Options(LOSS, AggregationWeights.DATA_SIZE);

    /** Four clients with 13, 6, 9 and 4 training examples. */
    public static final SyntheticFederation FEDERATION = SyntheticFederation.draw(8, 13, 6, 9, 4);

    /** Three exits with features of different sizes, and running statistics. */
    public static final ToyNetworkOptions NETWORK =
            ToyNetworkOptions.of(6, 5, 4).withBuffers();

    /** All exits of {@link #NETWORK}. */
    public static final ExitSet ALL = ExitSet.upTo(3);

    private Given() {}

    /** Returns a simulation of three rounds. */
    public static <S extends Record> Simulation<S> simulation(Strategy<S> strategy) {
        return Simulation.of(strategy, FEDERATION).withNetwork(NETWORK);
    }

    /** Returns a simulation in which a client takes one full-batch step per round, without momentum and decay. */
    public static <S extends Record> Simulation<S> oneStep(Strategy<S> strategy, double rate) {
        return simulation(strategy).withTraining(round -> new LocalTraining(1, 100, rate, 0, 0));
    }

    /** Returns FedAvg with {@link #AVERAGING}. */
    public static FedAvg fedAvg() {
        return new FedAvg(AVERAGING);
    }

    /** Returns parameters that all have one value. */
    public static ParameterSet filled(BlockSet blocks, double value) {
        float[] values = new float[blocks.size()];
        Arrays.fill(values, (float) value);
        return ParameterSet.of(blocks, values);
    }

    /** Returns a layout of one head with some values. */
    public static ParameterLayout oneHead(int values) {
        return new ParameterLayout.Builder()
                .add("head1/W", BlockRole.HEAD, 1, List.of(values))
                .build();
    }

    /** Returns values as the parameters of one head. */
    public static ParameterSet vector(float... values) {
        return ParameterSet.of(oneHead(values.length).all(), values);
    }

    /** Returns the result of a client that sent some parameters. */
    public static ClientResult sent(int client, ParameterSet upload) {
        return sent(client, Payload.of(upload));
    }

    /** Returns the result of a client that sent a payload. */
    public static ClientResult sent(int client, Payload upload) {
        return new ClientResult.Success(
                new ClientId(client), new ClientUpdate(upload, Payload.empty(), TrainingReport.of(1, 1, 0)));
    }

    /** Returns the state after the first round with these results. */
    public static <S extends Record> S aggregate(
            Strategy<S> strategy, FederationSpec federation, S state, ClientResult... results) {
        SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
        for (ClientResult result : results) {
            exits.put(result.client(), federation.network().allExits());
        }
        return strategy.aggregate(
                        state,
                        new RoundContext(federation, new Round(1), exits),
                        new ClientResults(federation, List.of(results)))
                .state();
    }

    /** Returns the context of a client that receives what the server sends before its first aggregation. */
    public static <S extends Record> ClientContext context(
            Simulation<S> simulation, int round, ClientId client, ExitSet exits, Payload kept) {
        Strategy<S> strategy = simulation.strategy();
        Payload received = strategy.download(strategy.initialize(simulation.spec()), simulation.spec(), client, exits);
        return simulation.context(new Round(round), client, exits, received, kept);
    }

    /** Trains a client in a network with arbitrary values. */
    public static ClientUpdate train(Simulation<?> simulation, ClientContext client) {
        try (Network network = simulation.openNetwork()) {
            return simulation.strategy().train(client, network);
        }
    }

    /** Returns the parameters that a client sends after training. */
    public static ParameterSet trained(Simulation<?> simulation, ClientContext client) {
        return uploaded(train(simulation, client));
    }

    /** Returns the parameters that a client sent. */
    public static ParameterSet uploaded(ClientUpdate update) {
        return update.upload().parameters().orElseThrow();
    }

    /** Returns the gradient of {@link #LOSS} for the examples of a client. */
    public static ParameterSet gradient(Network network, ClientContext client, BlockSet blocks) {
        return network.gradient(
                LOSS.objective(client).restrictedTo(blocks), client.examples(), client.stream("gradient"));
    }
}
