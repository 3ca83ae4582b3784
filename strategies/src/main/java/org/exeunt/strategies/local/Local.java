package org.exeunt.strategies.local;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Trains every client alone, on its own data.
 *
 * <p>Shared: nothing.
 *
 * <p>Personal: the whole network.
 *
 * <p>Sent: nothing in either direction.
 *
 * <p>Method: a client trains in the rounds in which it is in the cohort, so that its amount of computation is that of
 * the methods it is compared with. This is the control of every comparison: a federated method should reach a higher
 * accuracy than local training.
 *
 * <p>Source: the usual baseline without communication; no paper.
 *
 * @param options its options
 */
public record Local(Options options) implements Strategy<Local.Server> {
    /**
     * Options of local training.
     *
     * @param loss loss of every client
     */
    public record Options(
            @Option(value = "Early-exit loss that every client minimises", defaultValue = "{}") EarlyExitLoss loss) {}

    /** Server state, empty. */
    public record Server() {}

    @Override
    public Server initialize(FederationSpec federation) {
        return new Server();
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.empty();
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        TrainingReport report = client.train(network, options.loss().objective(client));
        return new ClientUpdate(
                Payload.empty(), Payload.of(network.read(client.layout().all())), report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(server);
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.ABSENT_BLOCKS,
                StrategyCapability.INACTIVE_FINAL_EXIT);
    }
}
