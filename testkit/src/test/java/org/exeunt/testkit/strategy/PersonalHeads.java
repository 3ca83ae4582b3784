package org.exeunt.testkit.strategy;

import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;

/** A strategy that keeps the contract: averages the backbone; heads and running statistics are personal. */
public class PersonalHeads implements Strategy<PersonalHeads.Server> {
    public record Server(ParameterSet backbone) {}

    @Override
    public Server initialize(FederationSpec federation) {
        return new Server(federation.initial().select(federation.layout().backbone()));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.of(server.backbone());
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        TrainingReport report = client.train(network, objective(client), training(client), ClientContext.BATCHES);
        BlockSet backbone = client.layout().backbone();
        return new ClientUpdate(
                upload(client.layout(), network),
                Payload.of(network.read(client.layout().all().minus(backbone))),
                report);
    }

    protected LocalTraining training(ClientContext client) {
        return client.training();
    }

    protected Objective objective(ClientContext client) {
        Objective objective = Objective.over(client.exits(), trainable(client));
        for (var exit : client.exits()) {
            objective = objective.with(
                    new CrossEntropy(exit, 1.0 / client.federation().network().exits()));
        }
        return objective;
    }

    protected BlockSet trainable(ClientContext client) {
        return client.layout().backbone().union(client.layout().heads(client.exits()));
    }

    protected Payload upload(ParameterLayout layout, Network network) {
        return Payload.of(network.read(layout.backbone()));
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(results.mean(AggregationWeights.DATA_SIZE)));
    }
}
