package org.exeunt.api.strategy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;

/**
 * One client in one round: all inputs of the client side of a strategy. Immutable and safe for use by multiple threads.
 *
 * @param federation constants of the run
 * @param task what the client has to do
 * @param examples the client's training examples
 * @param validation the client's validation examples, to choose by, such as between two models; may be empty. Exit
 *     thresholds and {@code tune} are chosen on them too
 * @param streams random streams of this client and round
 */
public record ClientContext(
        FederationSpec federation, ClientTask task, Examples examples, Examples validation, RandomStreams streams) {
    /** The purpose of the random stream that shuffles a client's examples. */
    public static final String BATCHES = "batches";

    /** Returns the round; in evaluation, the last round that was aggregated. */
    public Round round() {
        return task.round();
    }

    /** Returns the id of the client. */
    public ClientId id() {
        return task.client();
    }

    /** Returns the active exits; in evaluation, all exits. */
    public ExitSet exits() {
        return task.exits();
    }

    /** Returns the payload that the client received from the server, see {@link Strategy#download}. */
    public Payload received() {
        return task.received();
    }

    /** Returns the payload that the client kept from its last successful training; empty before the first. */
    public Payload state() {
        return task.state();
    }

    /** Returns the duration and optimiser settings of the client's training. */
    public LocalTraining training() {
        return task.training();
    }

    /** Returns the blocks of the network. */
    public ParameterLayout layout() {
        return federation.layout();
    }

    /** Returns the blocks that the {@linkplain #exits() active exits} train: stages up to the deepest, and heads. */
    public BlockSet trained() {
        return layout().trained(exits());
    }

    /**
     * Returns the usual objective: the cross-entropies of the {@linkplain #exits() active exits}, each with the weight
     * 1 divided by the number of exits of the network, over the {@linkplain #trained() blocks that they train}.
     */
    public Objective earlyExit() {
        double[] weights = new double[federation.network().exits()];
        Arrays.fill(weights, 1.0 / weights.length);
        return Objective.earlyExit(trained(), exits(), weights);
    }

    /** Returns a new random generator for a purpose, for this client and round. */
    public RandomGenerator stream(String purpose) {
        return streams.stream(purpose);
    }

    /**
     * Returns the client's current parameters: its initial parameters, overwritten by the main parameters in its
     * {@linkplain #state() state}, overwritten by the main parameters that it {@linkplain #received() received}.
     */
    public ParameterSet parameters() {
        ParameterSet all = federation.initial(id());
        if (state().parameters().isPresent()) {
            all = all.with(state().parameters().get());
        }
        if (received().parameters().isPresent()) {
            all = all.with(received().parameters().get());
        }
        return all;
    }

    /** Returns this context with another payload received. */
    public ClientContext withReceived(Payload other) {
        return withTask(ClientTask.of(round(), id(), exits(), other, state(), training()));
    }

    /** Returns this context with another task and the same examples. */
    public ClientContext withTask(ClientTask other) {
        return new ClientContext(federation, other, examples, validation, streams);
    }

    /** Returns this context with other examples and the same task. */
    public ClientContext withExamples(Examples other) {
        return new ClientContext(federation, task, other, validation, streams);
    }

    /**
     * Returns the client's examples in their order, in batches of the size of {@link #training()}; the last one may be
     * smaller.
     */
    public List<Examples> batches() {
        int size = training().batchSize();
        return IntStream.range(0, (examples.size() + size - 1) / size)
                .mapToObj(i -> IntStream.range(i * size, Math.min(examples.size(), (i + 1) * size)))
                .map(batch -> examples.select(batch.toArray()))
                .toList();
    }

    /** Loads {@link #parameters()} into a network. */
    public void loadParameters(Network network) {
        network.load(parameters());
    }

    /**
     * Trains a network on this client's examples with the settings of {@link #training()}, shuffled by the stream
     * {@link #BATCHES}.
     */
    public TrainingReport train(Network network, Objective objective) {
        return train(network, objective, training(), BATCHES);
    }

    /**
     * Trains a network on this client's examples in one of several phases.
     *
     * @param epochs number of epochs of this phase, in place of that of {@link #training()}
     * @param purpose purpose of the random stream that shuffles the examples; phases with equal purposes have equal
     *     batches
     * @return the report; its epochs count as {@linkplain TrainingReport#headEpochs() head epochs} if no block of the
     *     backbone is trainable
     */
    public TrainingReport train(Network network, Objective objective, int epochs, String purpose) {
        return train(network, objective, training().withEpochs(epochs), purpose);
    }

    /**
     * Trains a network on this client's examples in one of several phases with its own optimiser settings. Without
     * anything to train, such as for a client whose active exits have weight 0 in the loss, this does nothing, and the
     * report has no epochs.
     *
     * @param phase settings of this phase, in place of {@link #training()}
     * @param purpose purpose of the random stream that shuffles the examples; phases with equal purposes have equal
     *     batches
     * @return the report; its epochs count as {@linkplain TrainingReport#headEpochs() head epochs} if no block of the
     *     backbone is trainable. If the run simulates devices and the objective lacks active exits, it has their {@link
     *     TrainingReport#FORWARD_MACS}
     */
    public TrainingReport train(Network network, Objective objective, LocalTraining phase, String purpose) {
        if (objective.modules().isEmpty()
                && objective.objectives().stream()
                        .allMatch(each -> each.trainable().isEmpty()
                                && each.auxiliaryHeads().stream()
                                        .noneMatch(TrainableAuxiliaryHead.class::isInstance))) {
            return TrainingReport.of(0, 0, 0);
        }
        // terms count over all phases, a report covers one phase
        var before = objective.metrics();
        TrainingReport report = network.train(objective, examples, phase, stream(purpose));
        Map<String, Metric> metrics = new TreeMap<>(objective.metrics());
        metrics.replaceAll((name, all) -> all.since(before.getOrDefault(name, new Metric(0, 0))));
        metrics.values().removeIf(metric -> metric.weight() == 0);
        report = report.withMetrics(metrics).withHeadEpochs(report.epochs() * objective.shareOfHeads());
        ExitSet computed = exits().where(objective.exits()::contains);
        if (federation.device(id()).isEmpty() || computed.isEmpty() || computed.equals(exits())) {
            return report;
        }
        double macs = new SubNetwork(computed, 1).trainingMacs(network.spec(), 1, objective.shareOfHeads())
                / SubNetwork.PASSES_PER_STEP;
        return report.withMetric(TrainingReport.FORWARD_MACS, macs, examples.size() * report.epochs());
    }
}
