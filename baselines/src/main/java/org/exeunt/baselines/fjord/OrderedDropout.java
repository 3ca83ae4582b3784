package org.exeunt.baselines.fjord;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.Metric;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.strategies.width.ChannelWindow;

/**
 * Training of one client in one round that draws a width for every step. Each step loads the drawn channels with zeros
 * outside, trains one batch, and writes the drawn channels back.
 */
final class OrderedDropout {
    /** Name of the random stream that draws widths. */
    static final String WIDTHS = "widths";

    /** One of the nested networks. */
    private record Nested(SubmodelSlice weights, SubmodelSlice statistics, double macs) {}

    private final ClientContext client;
    private final Network network;
    private final Objective objective;
    private final List<Nested> nested;
    private final BlockSet trained;
    private final BlockSet buffers;
    private final ParameterSet initial;
    private ParameterSet weights;
    private ParameterSet velocity;
    private ParameterSet statistics;
    private double macs;

    /**
     * Prepares the training.
     *
     * @param network has the client's channels loaded, the last of {@code windows}
     * @param windows widths to draw from, in ascending order
     */
    OrderedDropout(ClientContext client, Network network, Objective objective, List<ChannelWindow> windows) {
        this.client = client;
        this.network = network;
        this.objective = objective;
        this.trained = objective.trainable();
        this.buffers = client.layout().buffers();
        this.nested = windows.stream()
                .map(window -> new Nested(
                        window.slice(network.spec(), trained),
                        window.slice(network.spec(), buffers),
                        window.macs(network.spec(), objective)))
                .toList();
        this.initial = client.federation().initial(client.id()).select(buffers);
        this.weights = network.read(trained);
        this.velocity = network.readVelocity(trained);
        this.statistics = network.read(buffers);
    }

    /** Trains all epochs; the network then has all channels of the client. */
    TrainingReport train() {
        LocalTraining training = client.training();
        Examples examples = client.examples();
        RandomGenerator batches = client.stream(ClientContext.BATCHES);
        RandomGenerator widths = client.stream(WIDTHS);
        int[] order = IntStream.range(0, examples.size()).toArray();
        long steps = 0;
        double loss = 0;
        for (int epoch = 0; epoch < training.epochs(); epoch++) {
            RandomOrder.shuffle(order, batches);
            double sum = 0;
            for (int from = 0; from < order.length; from += training.batchSize()) {
                int[] batch = Arrays.copyOfRange(order, from, Math.min(order.length, from + training.batchSize()));
                sum += batch.length * step(examples.select(batch), widths.nextInt(nested.size()), batches);
                steps++;
            }
            loss = sum / order.length;
        }
        network.load(weights);
        network.load(statistics);
        network.loadVelocity(velocity);
        TrainingReport report =
                TrainingReport.of(training.epochs(), steps, loss).withMetrics(objective.metrics());
        return client.federation().device(client.id()).isEmpty()
                ? report
                : report.withMetrics(Map.of(
                        TrainingReport.FORWARD_MACS, new Metric(macs, (double) examples.size() * training.epochs())));
    }

    /** Trains the drawn channels on one batch and returns its loss. */
    private double step(Examples batch, int drawn, RandomGenerator random) {
        Nested part = nested.get(drawn);
        network.load(part.weights().pad(part.weights().take(weights)));
        network.loadVelocity(part.weights().pad(part.weights().take(velocity)));
        network.load(part.statistics().replace(initial, statistics));
        LocalTraining all = client.training();
        LocalTraining one = new LocalTraining(1, batch.size(), all.learningRate(), all.momentum(), all.weightDecay());
        double loss = network.train(objective, batch, one, random).loss();
        weights = part.weights().replace(weights, network.read(trained));
        velocity = part.weights().replace(velocity, network.readVelocity(trained));
        if (drawn == nested.size() - 1) {
            statistics = network.read(buffers);
        }
        macs += part.macs() * batch.size();
        return loss;
    }
}
