package org.exeunt.runtime.server;

import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.run.EvaluationConfig;
import org.exeunt.config.run.TrainingConfig;
import org.exeunt.config.run.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.Inconsistencies;
import org.exeunt.runtime.step.AbsentBlocks;
import org.exeunt.runtime.step.AveragedStatistics;
import org.exeunt.runtime.step.FineTuning;
import org.exeunt.runtime.step.HeadSimilarity;
import org.exeunt.runtime.step.RoundStep;
import org.exeunt.runtime.step.ServerOptimizer;

/**
 * A strategy with the steps around it, initialised for its federation and checked against policy and aggregator.
 *
 * @param strategy with its steps
 * @param server state before the first round
 * @param aggregator of the run, which reports wrong blocks as its own failure
 * @param <S> the state of the strategy, with what the steps remember
 */
public record PreparedStrategy<S extends Record>(Strategy<S> strategy, S server, Aggregator aggregator) {
    /**
     * Initialises the strategy of a federation. If the policy requires similarities that the strategy does not report,
     * clients are compared by their final heads.
     *
     * @throws org.exeunt.api.error.ExeuntException CONFIG-20 if the strategy or the policy rejects the federation, or
     *     the strategy does not support the policy or the aggregator
     */
    public static PreparedStrategy<?> of(Federation federation, CohortSelection selection, PluginContext context) {
        Aggregator aggregator =
                PluginCall.create(federation.config().training().aggregator(), "training.aggregator", context);
        Aggregator guarded = new StrategyCheck(federation.config()).guarded(aggregator);
        return of(federation, steps(federation, guarded), selection, aggregator, guarded);
    }

    /** Returns the strategy of a run with the steps around it, from the inside to the outside. */
    private static Strategy<?> steps(Federation federation, Aggregator aggregator) {
        TrainingConfig training = federation.config().training();
        Strategy<?> stepped = federation.strategy();
        if (training.serverOptimizer().isPresent()) {
            stepped = new ServerOptimizer<>(stepped, training.serverOptimizer().get(), aggregator);
        }
        if (training.runningStatistics() == RunningStatistics.AVERAGE
                && !federation.spec().layout().buffers().isEmpty()) {
            stepped = new AveragedStatistics<>(stepped);
        }
        EvaluationConfig evaluation = federation.config().evaluation();
        if (evaluation.headEpochs() > 0) {
            stepped = new FineTuning<>(stepped, evaluation.headEpochs(), evaluation.fineTuned());
        }
        return federation.modalities().areLacking() ? new AbsentBlocks<>(stepped, federation.modalities()) : stepped;
    }

    private static <S extends Record> PreparedStrategy<?> of(
            Federation federation,
            Strategy<S> stepped,
            CohortSelection selection,
            Aggregator aggregator,
            Aggregator guarded) {
        Inconsistencies inconsistencies = new Inconsistencies(federation.config());
        Compatibility compatibility = new Compatibility(federation, selection, inconsistencies.found());
        compatibility.checkCapabilities(aggregator);
        PreparedStrategy<S> prepared;
        try {
            prepared = new PreparedStrategy<>(stepped, stepped.initialize(federation.spec()), guarded);
        } catch (IllegalArgumentException e) {
            String id = federation.config().strategy().plugin().id();
            inconsistencies.found().add("strategy: '%s' cannot work here: %s".formatted(id, e.getMessage()));
            inconsistencies.throwIfAny();
            throw e;
        }
        // its types; values are checked where they are sent
        new StrategyCheck(federation.config()).nonFinite(prepared.server());
        if (inconsistencies.found().isEmpty()) {
            compatibility.checkAttack(prepared);
        }
        boolean comparesHeads = selection.requires(CoordinationRequirement.SIMILARITIES)
                && stepped.similarities(prepared.server()).isEmpty();
        if (comparesHeads) {
            compatibility.checkComparison(prepared);
        }
        inconsistencies.throwIfAny();
        return comparesHeads ? prepared.comparingHeads() : prepared;
    }

    /** Returns the same strategy with the comparison of clients by their final heads around it. */
    private PreparedStrategy<?> comparingHeads() {
        return new PreparedStrategy<>(
                new HeadSimilarity<>(strategy), new RoundStep.Server<>(server, Similarities.none()), aggregator);
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
    public PreparedStrategy<S> withServer(S other) {
        return new PreparedStrategy<>(strategy, other, aggregator);
    }
}
