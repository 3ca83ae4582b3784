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
public final class Outcomes {
    private final FederationSpec run;
    private final List<ClientOutcome> all;
    private final MergeRule rule;
    private final SortedMap<ClientId, ClientUpdate> updates = new TreeMap<>();

    /** Makes the outcomes of a round, given in any order, to be merged by their weighted mean. */
    public Outcomes(FederationSpec run, List<ClientOutcome> outcomes) {
        this(run, outcomes, MergeRule.WEIGHTED_MEAN);
    }

    /** Makes the outcomes of a round, given in any order, to be merged by a rule. */
    public Outcomes(FederationSpec run, List<ClientOutcome> outcomes, MergeRule rule) {
        this.run = run;
        this.rule = rule;
        this.all = outcomes.stream()
                .sorted(Comparator.comparing(ClientOutcome::client))
                .toList();
        for (ClientOutcome outcome : all) {
            if (outcome instanceof ClientOutcome.Success success) {
                updates.put(success.client(), success.update());
            }
        }
    }

    /** Returns all outcomes in client order. */
    public List<ClientOutcome> all() {
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
    public double[] weights(MergeWeights weights) {
        return weights.of(run, List.copyOf(updates.keySet()));
    }

    /** Returns the weighted mean of the main parameters uploaded, accumulated in double in client order, whatever the merge rule. */
    public ParameterSet mean(MergeWeights weights) {
        return ParameterMath.weightedSum(parameters(), weights(weights));
    }

    /**
     * Returns the main parameters uploaded as the run's merge rule merges them, block by block, over the clients that uploaded it; a block that
     * nobody uploaded keeps its bits. With the weighted mean, and every block from everybody, this is {@link #mean}, bit for bit.
     *
     * @param previous what is merged into: its blocks are those merged, its values those that clients were sent
     */
    public ParameterSet merge(ParameterSet previous, MergeWeights weights) {
        return merge(previous, parameters(), weights);
    }

    /**
     * Returns uploads merged as {@link #merge(ParameterSet, MergeWeights)} does.
     *
     * @param uploads one a client that succeeded, in client order; one without blocks has no part
     */
    public ParameterSet merge(ParameterSet previous, List<ParameterSet> uploads, MergeWeights weights) {
        return BlockwiseMerge.of(previous, uploads, weights(weights), rule);
    }
}
