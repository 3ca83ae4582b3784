package org.example.hello;

import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;

/** Shares the backbone and the shallow heads by weighted averaging; the heads of the deepest exits stay personal. */
public final class PartialSharing implements Strategy<PartialSharing.Server> {
    public record Options(
            @Option(value = "How many of the deepest exits keep their heads to themselves", min = 0, defaultValue = "1")
                    int personalExits) {}

    public record Server(ParameterSet shared) {}

    public static final class Plugin extends StrategyPlugin<Options> {
        public Plugin() {
            super("partial-sharing", SUMMARY, Options.class, PartialSharing::new);
        }
    }

    private static final String SUMMARY = "Shares all but the heads of the deepest exits, which stay personal";

    private final Options options;

    PartialSharing(Options options, PluginContext context) {
        this.options = options;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        return new Server(federation.initial().select(shared(federation)));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.of(server.shared());
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        BlockSet learning = client.layout().backbone().union(client.layout().heads(client.exits()));
        Objective objective = Objective.over(client.exits(), learning);
        for (var exit : client.exits()) {
            objective = objective.with(new CrossEntropy(exit, 1.0 / client.federation().network().exits()));
        }
        var report = client.train(network, objective);
        BlockSet shared = shared(client.federation());
        Payload kept = Payload.of(network.read(client.layout().all().minus(shared)));
        return new ClientUpdate(Payload.of(network.read(shared)), kept, report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(results.mean(AggregationWeights.DATA_SIZE)));
    }

    private BlockSet shared(FederationSpec federation) {
        int sharedExits = Math.max(0, federation.network().exits() - options.personalExits());
        return federation.layout().backbone().union(federation.layout().heads(ExitSet.upTo(sharedExits)));
    }
}
