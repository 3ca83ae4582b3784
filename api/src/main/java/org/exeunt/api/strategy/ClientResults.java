package org.exeunt.api.strategy;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;

/** How the clients of one cohort ended, in client order whatever the order of arrival. */
public final class ClientResults {
    private final FederationSpec federation;
    private final List<ClientResult> all;
    private final Aggregator aggregator;
    private final SortedMap<ClientId, ClientUpdate> updates = new TreeMap<>();

    /** Makes the outcomes of a round, given in any order, to be merged by their weighted mean. */
    public ClientResults(FederationSpec federation, List<ClientResult> outcomes) {
        this(federation, outcomes, Aggregator.WEIGHTED_MEAN);
    }

    /** Makes the outcomes of a round, given in any order, to be merged by a rule. */
    public ClientResults(FederationSpec federation, List<ClientResult> outcomes, Aggregator aggregator) {
        this.federation = federation;
        this.aggregator = aggregator;
        this.all = outcomes.stream()
                .sorted(Comparator.comparing(ClientResult::client))
                .toList();
        for (ClientResult outcome : all) {
            if (outcome instanceof ClientResult.Success success) {
                updates.put(success.client(), success.update());
            }
        }
    }

    /** Returns all outcomes in client order. */
    public List<ClientResult> all() {
        return all;
    }

    /** Returns the updates of the clients that succeeded, in client order. */
    public SortedMap<ClientId, ClientUpdate> updates() {
        return new TreeMap<>(updates);
    }

    /** Returns what the clients that succeeded uploaded as main parameters, in client order. */
    public List<ParameterSet> parameters() {
        return parameters(Payload.PARAMETERS);
    }

    /** Returns what the clients that succeeded uploaded under a name, in client order. */
    public List<ParameterSet> parameters(String name) {
        return updates.values().stream()
                .map(update -> update.upload().parameters(name))
                .toList();
    }

    /** Returns the weights of the clients that succeeded, in client order, summing to 1. */
    public double[] weights(AggregationWeights weights) {
        return weights.of(federation, List.copyOf(updates.keySet()));
    }

    /** Returns the weighted mean of the main parameters uploaded, accumulated in double in client order, whatever the aggregator. */
    public ParameterSet mean(AggregationWeights weights) {
        return ParameterMath.weightedSum(parameters(), weights(weights));
    }

    /**
     * Returns the main parameters uploaded as the run's aggregator merges them, block by block, over the clients that uploaded it; a block that
     * nobody uploaded keeps its bits. With the weighted mean, and every block from everybody, this is {@link #mean}, bit for bit.
     *
     * @param previous what is merged into: its blocks are those merged, its values those that clients were sent
     */
    public ParameterSet aggregate(ParameterSet previous, AggregationWeights weights) {
        return aggregate(previous, parameters(), weights);
    }

    /**
     * Returns uploads merged as {@link #aggregate(ParameterSet, AggregationWeights)} does.
     *
     * @param uploads one a client that succeeded, in client order; one without blocks has no part
     */
    public ParameterSet aggregate(ParameterSet previous, List<ParameterSet> uploads, AggregationWeights weights) {
        return BlockwiseAggregation.of(previous, uploads, weights(weights), aggregator);
    }
}
