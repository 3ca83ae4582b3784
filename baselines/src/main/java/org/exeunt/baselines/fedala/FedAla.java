package org.exeunt.baselines.fedala;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.exeunt.api.DecimalProduct;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * {@link FedAvg} in which every client starts its training from a mixture of its own and the shared upper layers, with a
 * learned weight for each parameter.
 *
 * <p>Shared: backbone and all heads, w.
 *
 * <p>Personal: the client's own upper layers after training, their weights, and running statistics.
 *
 * <p>Sent: as in FedAvg.
 *
 * <p>Method: adaptive local aggregation (ALA) replaces the received upper layers w by {@code v + (w - v) * a}, with v
 * the client's own upper layers after its last training and a weight in [0, 1] for each parameter, initially 1. The
 * weights take steps {@code a = a - eta grad L * (w - v)} at this mixture on a random part of the examples, several
 * passes the first time and one pass later. The client then trains the whole network from there, as in FedAvg. The
 * upper layers are the heads of all exits and, by option, the deepest stages.
 *
 * <p>Source: Zhang, Hua, Wang, Song, Xue, Ma, Guan, FedALA: Adaptive Local Aggregation for Personalized Federated
 * Learning, AAAI 2023, arXiv 2212.01197, Algorithm 1. Deviations: the heads of all exits replace the last layers; the
 * first adaptation takes a fixed number of passes instead of stopping when the loss settles.
 */
public final class FedAla extends Sharing {
    /**
     * Options of FedALA.
     *
     * @param averaging loss of every client, and p_i
     * @param stages number of deepest stages in the upper layers, in addition to all heads
     * @param weightLearningRate eta
     * @param examplesFraction part of the examples that the weights are learned from, s in the paper
     * @param firstPasses passes over these examples the first time
     * @param passes passes over these examples later
     */
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(
                            value = "Number of deepest stages that are mixed in addition to the heads of all exits",
                            min = 0,
                            unit = "stages",
                            defaultValue = "0")
                    int stages,
            @Option(value = "Learning rate of the weights of the mixture", above = 0, max = 1e3, defaultValue = "1.0")
                    double weightLearningRate,
            @Option(
                            value = "Fraction of a client's examples that the weights are learned from",
                            above = 0,
                            max = 1,
                            defaultValue = "0.8")
                    double examplesFraction,
            @Option(
                            value = "Passes over these examples when a client learns its weights for the first time",
                            min = 0,
                            unit = "passes",
                            defaultValue = "10")
                    int firstPasses,
            @Option(
                            value = "Passes over these examples in every later round",
                            min = 0,
                            unit = "passes",
                            defaultValue = "1")
                    int passes) {}

    /** State entry with v. */
    static final String OWN = "own-layers";
    /** State entry with the weights; absent until they are learned for the first time. */
    static final String WEIGHTS = "weights";

    private final Options options;

    public FedAla(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        int exits = federation.network().exits();
        if (options.stages() > exits) {
            throw new IllegalArgumentException("'stages' is %d; expected at most %d, the stages of the network"
                    .formatted(options.stages(), exits));
        }
        return super.initialize(federation);
    }

    /** The layers that a client mixes, and their weights. */
    private record Mixture(ParameterSet layers, ParameterSet weights) {}

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        if (!client.state().has(OWN)) {
            ClientUpdate update = super.train(client, network);
            return withOwnLayers(client, update, received(client));
        }
        Mixture mixture = learned(client, network);
        Payload start = client.received()
                .with(Payload.PARAMETERS, receivedParameters(client).with(mixture.layers()));
        ClientUpdate update = withOwnLayers(
                client,
                super.train(client.withReceived(start), network),
                client.state().parameters(OWN).with(mixture.layers()));
        ParameterSet weights = client.state().has(WEIGHTS)
                ? client.state().parameters(WEIGHTS).with(mixture.weights())
                : mixture.weights();
        return new ClientUpdate(update.upload(), update.state().with(WEIGHTS, weights), update.report());
    }

    /** Adds the client's upper layers to its state: those that it trained, and {@code start} for the others. */
    private ClientUpdate withOwnLayers(ClientContext client, ClientUpdate update, ParameterSet start) {
        ParameterSet trained = update.upload().parameters().orElseThrow();
        ParameterSet own = start.with(trained.select(trained.blocks().intersect(upper(client.layout()))));
        return new ClientUpdate(update.upload(), update.state().with(OWN, own), update.report());
    }

    private BlockSet upper(ParameterLayout layout) {
        BlockSet all = layout.backbone();
        int depth = all.blocks().stream().mapToInt(block -> block.depth()).max().orElse(0);
        return layout.heads().union(all.minus(layout.stages(depth - options.stages())));
    }

    private static ParameterSet receivedParameters(ClientContext client) {
        return client.received().parameters().orElseThrow();
    }

    /** Returns the received values of the upper layers; a client of limited depth receives only some of them. */
    private ParameterSet received(ClientContext client) {
        ParameterSet all = receivedParameters(client);
        return all.select(all.blocks().intersect(upper(client.layout())));
    }

    /** Learns the weights and returns them with the mixture, for the upper layers that were received. */
    private Mixture learned(ClientContext client, Network network) {
        ParameterSet server = received(client);
        BlockSet blocks = server.blocks();
        ParameterSet own = server.with(known(client.state().parameters(OWN), blocks));
        boolean first = !client.state().has(WEIGHTS);
        ParameterSet weights =
                first ? ones(blocks) : ones(blocks).with(known(client.state().parameters(WEIGHTS), blocks));
        ParameterSet layers = mixed(own, server, weights);
        Objective objective = objective(client).restrictedTo(blocks);
        int all = client.examples().size();
        int size = DecimalProduct.ceil(options.examplesFraction(), all);
        Examples examples = client.examples().select(RandomOrder.draw(size, all, client.stream("ala-examples")));
        client.loadParameters(network);
        RandomGenerator random = client.stream("ala-gradient");
        int batch = client.training().batchSize();
        for (int pass = 0; pass < (first ? options.firstPasses() : options.passes()); pass++) {
            for (int from = 0; from < size; from += batch) {
                network.load(layers);
                ParameterSet gradient = network.gradient(objective, range(examples, from, batch), random);
                weights = stepped(weights, gradient, own, server, options.weightLearningRate());
                layers = mixed(own, server, weights);
            }
        }
        return new Mixture(layers, weights);
    }

    private static ParameterSet known(ParameterSet values, BlockSet blocks) {
        return values.select(values.blocks().intersect(blocks));
    }

    private static ParameterSet ones(BlockSet blocks) {
        float[] ones = new float[blocks.size()];
        Arrays.fill(ones, 1);
        return ParameterSet.of(blocks, ones);
    }

    private static Examples range(Examples examples, int from, int length) {
        int[] indices = new int[Math.min(length, examples.size() - from)];
        Arrays.setAll(indices, i -> from + i);
        return examples.select(indices);
    }

    /** Returns {@code v + (w - v) a} for each parameter. */
    static ParameterSet mixed(ParameterSet own, ParameterSet server, ParameterSet weights) {
        float[] v = own.values();
        float[] w = server.values();
        float[] a = weights.values();
        for (int i = 0; i < v.length; i++) {
            v[i] = a[i] == 1 ? w[i] : (float) (v[i] + ((double) w[i] - v[i]) * a[i]);
        }
        return ParameterSet.of(own.blocks(), v);
    }

    /**
     * Returns {@code a - eta g (w - v)} limited to [0, 1] for each parameter; weights whose gradient is absent or not
     * finite stay.
     */
    static ParameterSet stepped(
            ParameterSet weights, ParameterSet gradient, ParameterSet own, ParameterSet server, double learningRate) {
        BlockSet blocks = gradient.blocks();
        float[] a = weights.select(blocks).values();
        float[] g = gradient.values();
        float[] v = own.select(blocks).values();
        float[] w = server.select(blocks).values();
        for (int i = 0; i < a.length; i++) {
            double next = a[i] - learningRate * g[i] * ((double) w[i] - v[i]);
            a[i] = Double.isNaN(next) ? a[i] : (float) Math.max(0, Math.min(1, next));
        }
        return weights.with(ParameterSet.of(blocks, a));
    }

    /** Loads the model from which the client would start its next training. */
    @Override
    public void personalise(ClientContext client, Network network) {
        ParameterSet start = client.parameters();
        network.load(
                client.state().has(OWN) ? start.with(learned(client, network).layers()) : start);
    }
}
