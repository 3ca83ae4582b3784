package org.exeunt.baselines;

import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.federation.Simulation;

/** Single calls of the strategy of a simulation, for one client. */
public final class OneClient {
    private OneClient() {}

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
}
