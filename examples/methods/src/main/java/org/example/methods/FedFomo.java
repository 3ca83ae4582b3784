package org.example.methods;

import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * FedFomo (Zhang et al., arXiv 2012.08565): each client receives models of other clients, and moves to those that have a
 * lower loss on its validation examples. Without these, the loss is that of its training examples.
 */
public final class FedFomo implements Strategy<FedFomo.Server> {
    public record Options(
            @Option(value = "Early-exit loss of every client", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "Models that a client receives", min = 1, defaultValue = "5") int models,
            @Option(value = "Probability that a model is drawn", min = 0, max = 1, defaultValue = "0.3")
                    double exploration) {}

    /** The newest model of each client, and by client how much it moved to each of the others so far. */
    public record Server(int round, SortedMap<ClientId, ParameterSet> models, Payload affinities) {}


    private static final String WEIGHTS = "weights";
    private final Options options;

    public FedFomo(Options options) {
        this.options = options;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        return new Server(0, new TreeMap<>(), Payload.empty());
    }

    private static float[] affinity(Server server, FederationSpec federation, ClientId client) {
        return server.affinities().has(client.toString())
                ? server.affinities().vector(client.toString())
                : new float[federation.clients().size()];
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        RandomGenerator random = federation.stream("models-" + client + "-" + server.round());
        float[] affinity = affinity(server, federation, client);
        SortedMap<Double, ClientId> ranked = new TreeMap<>(Comparator.reverseOrder());
        for (ClientId other : server.models().keySet()) {
            boolean drawn = random.nextDouble() < options.exploration();
            double tie = random.nextDouble(); // drawn models come first
            ranked.put(drawn ? Float.MAX_VALUE * (1 + tie) : affinity[other.index()] + 1e-9 * tie, other);
        }
        ranked.values().remove(client);
        BlockSet needed = federation.layout().trained(ExitSet.upTo(exits.deepest()));
        Payload payload = Payload.empty();
        for (ClientId other : ranked.values().stream().limit(options.models()).toList()) {
            payload = payload.with(other.toString(), server.models().get(other).select(needed));
        }
        return payload;
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        Examples examples = client.validation().size() > 0 ? client.validation() : client.examples();
        ParameterSet own = network.read(client.trained());
        double loss = network.crossEntropy(examples, client.exits());
        float[] weights = new float[client.federation().clients().size()];
        float sum = 0;
        for (Map.Entry<String, ParameterSet> other :
                client.received().parameterSets().entrySet()) {
            network.load(other.getValue());
            double distance =
                    ParameterMath.norm(ParameterMath.subtract(other.getValue().select(own.blocks()), own));
            double gain = (loss - network.crossEntropy(examples, client.exits())) / (distance + 1e-12);
            weights[Integer.parseInt(other.getKey())] = (float) Math.max(0, gain);
            sum += weights[Integer.parseInt(other.getKey())];
        }
        ParameterSet mixed = own;
        for (Map.Entry<String, ParameterSet> other :
                client.received().parameterSets().entrySet()) {
            double weight = sum > 0 ? weights[Integer.parseInt(other.getKey())] / sum : 0;
            ParameterSet change = ParameterMath.subtract(other.getValue().select(own.blocks()), own);
            mixed = ParameterMath.axpy(weight, change, mixed);
        }
        network.load(client.parameters().with(mixed));
        TrainingReport report = client.train(network, options.loss().objective(client));
        Payload upload = Payload.of(network.read(client.trained())).with(WEIGHTS, weights);
        return new ClientUpdate(upload, Payload.of(network.read(client.layout().all())), report);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        FederationSpec federation = round.federation();
        SortedMap<ClientId, ParameterSet> models = new TreeMap<>(server.models());
        Payload affinities = server.affinities();
        for (Map.Entry<ClientId, ClientUpdate> each : results.updates().entrySet()) {
            ClientId client = each.getKey();
            models.putIfAbsent(
                    client,
                    federation.initial(client).select(federation.layout().trainable()));
            models.merge(client, each.getValue().upload().parameters().orElseThrow(), ParameterSet::with);
            float[] affinity = affinity(server, federation, client);
            float[] weights = each.getValue().upload().vector(WEIGHTS);
            for (int i = 0; i < affinity.length; i++) {
                affinity[i] += weights[i];
            }
            affinities = affinities.with(client.toString(), affinity);
        }
        return AggregationResult.of(new Server(server.round() + 1, models, affinities));
    }
}
