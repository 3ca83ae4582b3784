package org.example.hello;

import org.exeunt.api.*;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.*;
import org.exeunt.api.params.*;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.*;

/** Averages the backbone and the shallow heads over clients; the heads of the deepest exits stay personal. */
public record PartialSharing(Options options) implements Strategy<PartialSharing.Server> {
    public record Options(@Option(value = "Number of deepest exits with personal heads", min = 0, defaultValue = "1")
            int personalExits) {}

    public static final class Provider extends Plugin<Strategy<?>, Options> {
        public Provider() {
            super(
                    "partial-sharing",
                    "Shares all but the heads of the deepest exits, which stay personal",
                    (options, context) -> new PartialSharing(options));
        }
    }

    public record Server(ParameterSet shared) {} // the state of the server, which checkpoints contain

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
        BlockSet trainable = client.layout().backbone().union(client.layout().heads(client.exits()));
        Objective objective = Objective.over(client.exits(), trainable);
        for (var exit : client.exits()) {
            objective = objective.with(new CrossEntropy(exit, 1.0 / client.federation().network().exits()));
        }
        var report = client.train(network, objective);
        BlockSet shared = shared(client.federation());
        Payload personal = Payload.of(network.read(client.layout().all().minus(shared))); // running statistics, too
        return new ClientUpdate(Payload.of(network.read(shared)), personal, report);
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
