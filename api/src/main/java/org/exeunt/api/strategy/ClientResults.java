package org.exeunt.api.strategy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;

/** The results of the clients of one cohort, in client order independent of the order of arrival. Immutable. */
public final class ClientResults {
    /** The step of a server optimiser. */
    @FunctionalInterface
    public interface ServerStep {
        /** Leaves the aggregate as it is. */
        ServerStep NONE = (key, previous, aggregate) -> aggregate;

        /**
         * Returns the next parameters.
         *
         * @param key of the {@linkplain ClientResults#group group}, which has its own moments; {@link
         *     Payload#PARAMETERS} for the whole cohort
         * @param previous parameters before the round
         * @param aggregate of the uploads, with the same blocks: those that some client uploaded
         */
        ParameterSet step(String key, ParameterSet previous, ParameterSet aggregate);
    }

    private static final double SUM_TOLERANCE = 1e-6;

    private final FederationSpec federation;
    private final List<ClientResult> all;
    private final Aggregator aggregator;
    private final ServerStep serverStep;
    private final String key;
    private final SortedMap<ClientId, ClientUpdate> updates = new TreeMap<>();

    /**
     * Creates the results of a round, aggregated by the weighted mean.
     *
     * @param results results in any order
     */
    public ClientResults(FederationSpec federation, List<ClientResult> results) {
        this(federation, results, Aggregator.WEIGHTED_MEAN);
    }

    /**
     * Creates the results of a round.
     *
     * @param results results in any order
     * @param aggregator rule used by {@link #aggregate}
     */
    public ClientResults(FederationSpec federation, List<ClientResult> results, Aggregator aggregator) {
        this(federation, results, aggregator, ServerStep.NONE);
    }

    /**
     * Creates the results of a round with a server optimiser.
     *
     * @param results results in any order
     * @param aggregator rule used by {@link #aggregate}
     * @param serverStep of the optimiser; {@link #aggregate} calls it once per group of blocks
     */
    public ClientResults(
            FederationSpec federation, List<ClientResult> results, Aggregator aggregator, ServerStep serverStep) {
        this(federation, results, aggregator, serverStep, Payload.PARAMETERS);
    }

    private ClientResults(
            FederationSpec federation,
            List<ClientResult> results,
            Aggregator aggregator,
            ServerStep serverStep,
            String key) {
        this.federation = federation;
        this.aggregator = aggregator;
        this.serverStep = serverStep;
        this.key = key;
        this.all = results.stream()
                .sorted(Comparator.comparing(ClientResult::client))
                .toList();
        for (ClientResult result : all) {
            if (result instanceof ClientResult.Success success) {
                updates.put(success.client(), success.update());
            }
        }
    }

    /**
     * Returns these results without a step of the server, for strategies that need the aggregate of the uploads itself;
     * the same object if there is no step.
     */
    public ClientResults withoutServerStep() {
        return serverStep == ServerStep.NONE
                ? this
                : new ClientResults(federation, all, aggregator, ServerStep.NONE, key);
    }

    /**
     * Returns the results of some clients, such as those of a cluster. Weights sum to 1 over these clients. {@link
     * #aggregate} uses the aggregator of the run; the server optimiser has its own moments for each group. Without a
     * success in the group, aggregated parameters keep their bits.
     *
     * @param name of the group, the same in all rounds
     * @param member whether a client that succeeded is in the group
     */
    public ClientResults group(String name, BiPredicate<ClientId, ClientUpdate> member) {
        List<ClientResult> ofGroup = all.stream()
                .filter(result -> updates.containsKey(result.client())
                        && member.test(result.client(), updates.get(result.client())))
                .toList();
        return new ClientResults(federation, ofGroup, aggregator, serverStep, name);
    }

    /** Returns all results in client order. */
    public List<ClientResult> all() {
        return all;
    }

    /** Returns the updates of the clients that succeeded, in client order. */
    public SortedMap<ClientId, ClientUpdate> updates() {
        return new TreeMap<>(updates);
    }

    /** Returns the main parameters uploaded by the clients that succeeded, in client order. */
    public List<ParameterSet> parameters() {
        return parameters(Payload.PARAMETERS);
    }

    /**
     * Returns the parameter sets of the given name uploaded by the clients that succeeded, in client order.
     *
     * @throws IllegalArgumentException if an upload has no parameter set of this name
     */
    public List<ParameterSet> parameters(String name) {
        return updates.entrySet().stream()
                .map(update -> parameters(name, update.getKey(), update.getValue()))
                .toList();
    }

    private static ParameterSet parameters(String name, ClientId client, ClientUpdate update) {
        if (!update.upload().parameterSets().containsKey(name)) {
            throw new IllegalArgumentException("the upload of client %s has no parameters '%s'; there are %s"
                    .formatted(client, name, update.upload().parameterSets().keySet()));
        }
        return update.upload().parameters(name);
    }

    /** Returns the weights of the clients that succeeded, in client order, with sum 1. */
    public double[] weights(AggregationWeights weights) {
        return weights.of(federation, List.copyOf(updates.keySet()));
    }

    /**
     * Returns weights of the clients that succeeded, in client order, with sum 1, that are proportional to a value of
     * each update, such as a number that the client sent; equal weights if all values are 0.
     *
     * @param value at least 0
     */
    public double[] weights(ToDoubleFunction<ClientUpdate> value) {
        double[] weights = updates.values().stream().mapToDouble(value).toArray();
        double sum = DoubleStream.of(weights).sum();
        Arrays.setAll(weights, i -> sum == 0 ? 1.0 / weights.length : weights[i] / sum);
        return weights;
    }

    /**
     * Returns the weighted mean of the uploaded main parameters, independent of the aggregator of the run.
     *
     * @throws IllegalArgumentException if clients uploaded different blocks
     */
    public ParameterSet mean(AggregationWeights weights) {
        requireSameBlocks();
        return ParameterMath.weightedSum(parameters(), weights(weights));
    }

    private void requireSameBlocks() {
        List<ClientId> clients = List.copyOf(updates.keySet());
        List<BlockSet> uploaded =
                parameters().stream().map(ParameterSet::blocks).toList();
        for (int i = 1; i < clients.size(); i++) {
            if (!uploaded.get(i).equals(uploaded.get(0))) {
                throw new IllegalArgumentException("clients %s and %s uploaded different blocks: %s and %s"
                        .formatted(clients.get(0), clients.get(i), uploaded.get(0), uploaded.get(i)));
            }
        }
    }

    /**
     * Returns the uploaded main parameters combined by the aggregator of the run, followed by the step of the server
     * optimiser if there is one. A step moves the optimiser's moments, so no block may be aggregated twice in a round
     * by the same results, except {@linkplain #withoutServerStep without the step}.
     *
     * <p>Each block is aggregated over the clients that uploaded it, with weights renormalised over these; blocks that
     * no client uploaded keep their bits. If the aggregator is the weighted mean and every client uploaded every block,
     * the result equals {@link #mean} bit for bit.
     *
     * @param previous parameters before the round, as sent to clients; its blocks are aggregated
     */
    public ParameterSet aggregate(ParameterSet previous, AggregationWeights weights) {
        return aggregate(previous, parameters(), weights(weights));
    }

    /**
     * Returns the given uploads combined as by {@link #aggregate(ParameterSet, AggregationWeights)}.
     *
     * @param uploads one per client that succeeded, in client order; empty sets are ignored
     */
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, AggregationWeights weights) {
        return aggregate(previous, uploads, weights(weights));
    }

    /**
     * Returns the given uploads combined as by {@link #aggregate(ParameterSet, AggregationWeights)}, with weights of the
     * strategy's own.
     *
     * @param uploads one per client that succeeded, in client order; empty sets are ignored
     * @param weights one per upload, at least 0, with sum 1
     * @throws IllegalArgumentException if weights are others
     */
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
        if (weights.length != uploads.size()
                || DoubleStream.of(weights).anyMatch(weight -> !(weight >= 0))
                || weights.length > 0 && !(Math.abs(DoubleStream.of(weights).sum() - 1) <= SUM_TOLERANCE)) {
            throw new IllegalArgumentException("weights are %s; expected %d, at least 0, with sum 1"
                    .formatted(Arrays.toString(weights), uploads.size()));
        }
        return BlockwiseAggregation.of(
                previous,
                uploads,
                weights,
                (before, values, shares) -> serverStep.step(key, before, aggregator.aggregate(before, values, shares)));
    }
}
