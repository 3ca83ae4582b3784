package org.example.methods;

import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.PrototypePull;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.ClassFeatures;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.Prototypes;

/**
 * FedProto (Tan et al., arXiv 2105.00243): networks are personal; the mean features of classes are shared, and draw the
 * features of every client. Here at each exit, and a client's own heads answer, not the nearest prototype.
 */
public final class FedProto implements Strategy<FedProto.Server> {
    public record Options(
            @Option(value = "Early-exit loss of every client", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "Strength of the pull to prototypes", min = 0, defaultValue = "1") double lambda) {}

    /** The prototypes of each exit, by {@link #name}. */
    public record Server(Payload prototypes) {}


    private static final String COUNTS = "counts";
    private final Options options;

    public FedProto(Options options) {
        this.options = options;
    }

    private static String name(Exit exit) {
        return "exit-" + exit;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        return new Server(Payload.empty());
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return server.prototypes();
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        var objective = options.loss().objective(client);
        for (Exit exit : objective.exits()) {
            if (client.received().has(name(exit))) {
                double[][] rows = Prototypes.rows(client.received().vector(name(exit)), network.spec().classes());
                objective = objective.with(new PrototypePull(exit, options.lambda(), rows));
            }
        }
        var report = client.train(network, objective);
        Payload upload = Payload.empty();
        for (var each :
                ClassFeatures.of(network, client.examples(), objective.exits()).entrySet()) {
            ClassFeatures features = each.getValue();
            upload = upload.with(name(each.getKey()), features.means()).with(COUNTS, features.counts());
        }
        return new ClientUpdate(upload, Payload.of(network.read(client.layout().all())), report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        Payload next = server.prototypes();
        for (Exit exit : round.federation().network().allExits()) {
            next = Prototypes.next(next, results, name(exit), COUNTS);
        }
        return AggregationResult.of(new Server(next));
    }
}
