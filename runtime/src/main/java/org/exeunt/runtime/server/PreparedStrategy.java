package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.EvaluationConfig;
import org.exeunt.config.TrainingConfig;
import org.exeunt.config.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.Inconsistencies;
import org.exeunt.runtime.step.AbsentBlocks;
import org.exeunt.runtime.step.AveragedStatistics;
import org.exeunt.runtime.step.FineTuning;
import org.exeunt.runtime.step.HeadSimilarity;
import org.exeunt.runtime.step.RoundStep;
import org.exeunt.runtime.step.SteppedStrategy;

/**
 * A strategy with the steps around it, initialised for its federation and checked against policy and aggregator.
 *
 * @param strategy with its steps
 * @param server state before the first round
 * @param <S> the state of the strategy
 */
public record PreparedStrategy<S extends Record>(SteppedStrategy<S> strategy, SteppedStrategy.Server<S> server) {
    /**
     * Initialises the strategy of a federation. If the policy requires similarities that the strategy does not report,
     * clients are compared by their final heads.
     *
     * @throws org.exeunt.api.error.ExeuntException CONFIG-20 if the strategy or the policy rejects the federation, or
     *     the strategy does not support the policy or the aggregator
     */
    public static PreparedStrategy<?> of(Federation federation, CohortSelection selection, PluginContext context) {
        return of(federation, federation.strategy(), selection, context);
    }

    /** Returns the steps around the strategy of a run, from the inside to the outside. */
    private static List<RoundStep> steps(Federation federation) {
        List<RoundStep> steps = new ArrayList<>();
        TrainingConfig training = federation.config().training();
        if (training.runningStatistics() == RunningStatistics.AVERAGE
                && !federation.spec().layout().buffers().isEmpty()) {
            steps.add(new AveragedStatistics());
        }
        EvaluationConfig evaluation = federation.config().evaluation();
        if (evaluation.headEpochs() > 0) {
            steps.add(new FineTuning(evaluation.headEpochs(), evaluation.fineTuned()));
        }
        if (federation.modalities().areLacking()) {
            steps.add(new AbsentBlocks(federation.modalities()));
        }
        return steps;
    }

    private static <S extends Record> PreparedStrategy<S> of(
            Federation federation, Strategy<S> strategy, CohortSelection selection, PluginContext context) {
        TrainingConfig training = federation.config().training();
        Aggregator aggregator = PluginCall.create(training.aggregator(), "training.aggregator", context);
        StrategyCheck check = new StrategyCheck(federation.config());
        SteppedStrategy<S> stepped = new SteppedStrategy<>(
                strategy, steps(federation), training.serverOptimizer(), check.guarded(aggregator));
        Inconsistencies inconsistencies = new Inconsistencies(federation.config());
        Compatibility compatibility = new Compatibility(federation, selection, inconsistencies.found());
        compatibility.checkCapabilities(aggregator);
        PreparedStrategy<S> prepared;
        try {
            prepared = new PreparedStrategy<>(stepped, stepped.initialize(federation.spec()));
        } catch (IllegalArgumentException e) {
            String id = federation.config().strategy().plugin().id();
            inconsistencies.found().add("strategy: '%s' cannot work here: %s".formatted(id, e.getMessage()));
            inconsistencies.throwIfAny();
            throw e;
        }
        check.nonFinite(prepared.server().own()); // its types; values are checked where they are sent
        if (inconsistencies.found().isEmpty()) {
            compatibility.checkAttack(prepared);
        }
        boolean comparesHeads = selection.requires(CoordinationRequirement.SIMILARITIES)
                && strategy.similarities(prepared.server().own()).isEmpty();
        if (comparesHeads) {
            compatibility.checkComparison(prepared);
        }
        inconsistencies.throwIfAny();
        return comparesHeads ? new PreparedStrategy<>(stepped.with(new HeadSimilarity()), prepared.server()) : prepared;
    }

    /** Returns what a client is sent before the first round. */
    public Payload download(FederationSpec federation, ClientId client, ExitSet exits) {
        return strategy.download(server, federation, client, exits);
    }

    /** Returns whether a client is sent a part of the channels, as a vector. */
    public boolean sendsPartOfTheChannels(FederationSpec federation, ClientId client, ExitSet exits) {
        Payload download = download(federation, client, exits);
        return download.parameters().isEmpty() && !download.vectors().isEmpty();
    }

    /** Returns a copy with another state of the server. */
    public PreparedStrategy<S> withServer(SteppedStrategy.Server<S> other) {
        return new PreparedStrategy<>(strategy, other);
    }
}
