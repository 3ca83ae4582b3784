package org.example.methods;

import java.util.*;
import org.exeunt.api.*;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.*;
import org.exeunt.api.plugin.*;
import org.exeunt.api.strategy.*;
import org.exeunt.strategies.Sharing;

/** IFCA (Ghosh et al., NeurIPS 2020): of several models, each client trains the one with the least loss. */
public record Ifca(Options options, Sharing average) implements Strategy<Ifca.Server> {
    public record Options(
            @Option(value = "Number of models", defaultValue = "2", min = 1) int models,
            @Option(value = "Loss and weights of clients", inPlace = true) Sharing.Options average) {}
    public record Server(Payload models) {}

    @Override
    public Server initialize(FederationSpec federation) {
        Payload models = Payload.empty();
        BlockSet blocks = average.initialize(federation).shared().blocks();
        for (int i = 1; i <= options.models(); i++) {
            models = models.with("model " + i, federation.initial("model " + i).select(blocks));
        }
        return new Server(models);
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return server.models();
    }

    private static Map.Entry<String, ParameterSet> best(ClientContext client, Network network) {
        return Collections.min(client.received().parameterSets().entrySet(), Comparator.comparingDouble(model -> {
            network.load(client.withReceived(Payload.of(model.getValue())).parameters());
            return network.crossEntropy(client.examples(), client.exits());
        }));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        Map.Entry<String, ParameterSet> best = best(client, network);
        ClientUpdate update = average.train(client.withReceived(Payload.of(best.getValue())), network);
        return new ClientUpdate(update.upload().with(best.getKey(), new float[1]), update.state(), update.report());
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        average.personalise(client.withReceived(Payload.of(best(client, network).getValue())), network);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(server.models().map((model, before) -> {
            ClientResults group = results.group(model, (client, update) -> update.upload().has(model));
            return average.aggregate(new Sharing.Server(before), round, group).state().shared();
        })));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return average.capabilities();
    }
}
