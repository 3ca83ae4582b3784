package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.CoordinationRequirement;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.config.TrainingConfig.RunningStatistics;
import org.exeunt.runtime.federation.EngineContext;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.PluginCall;

/**
 * A strategy that has accepted its federation and goes with policy and aggregator.
 *
 * @param strategy what decides
 * @param server its state before the first round
 * @param aggregator how it merges
 * @param <S> the type of that state
 */
public record PreparedStrategy<S extends Record>(Strategy<S> strategy, S server, Aggregator rule) {

    /**
     * Opens the federation's strategy; where the policy needs similarities and it states none, clients are compared by their final heads.
     *
     * @param cohorts with the policy it has to go with
     * @throws org.exeunt.api.error.ExeuntException CONFIG-20 if strategy or policy refuses the federation, or policy or aggregator do not go with
     *     the strategy
     */
    public static PreparedStrategy<?> of(Federation federation, CohortSelection cohorts, PluginContext context) {
        Aggregator aggregator = PluginCall.create(
                federation.config().training().aggregator(),
                "training.aggregator",
                new EngineContext(context, federation.linearAlgebra()));
        return of(federation, withStatistics(federation, context), cohorts, aggregator);
    }

    private static Strategy<?> withStatistics(Federation federation, PluginContext context) {
        if (federation.config().training().runningStatistics() == RunningStatistics.LOCAL) {
            return federation.strategy();
        }
        if (federation.facts().layout().buffers().isEmpty()) {
            context.warn("training.running-statistics = average has no effect: the network has no running statistics."
                    + " Leave it out, or choose a backbone with batch norm.");
            return federation.strategy();
        }
        return new BatchNormAveragingStrategy<>(federation.strategy());
    }

    /** Returns the same strategy with another state of the server. */
    public PreparedStrategy<S> with(S other) {
        return new PreparedStrategy<>(strategy, other, rule);
    }

    private static <S extends Record> PreparedStrategy<?> of(
            Federation federation, Strategy<S> strategy, CohortSelection cohorts, Aggregator aggregator) {
        List<String> problems = new ArrayList<>(clashes(federation, strategy, cohorts));
        if (aggregator != Aggregator.WEIGHTED_MEAN && !supports(federation, strategy, StrategyCapability.AGGREGATORS)) {
            problems.add("training.aggregator: strategy '%s' merges in a way of its own; leave '%s' out"
                    .formatted(
                            id(federation),
                            federation.config().training().aggregator().plugin().id()));
        }
        cohorts.refusal(federation.facts()).ifPresent(problems::add);
        S server = opened(federation, strategy, problems);
        boolean compared = server != null
                && cohorts.requires(CoordinationRequirement.SIMILARITIES)
                && asked(federation, () -> strategy.similarities(server).isEmpty());
        if (compared) {
            incomparable(federation, strategy, server, cohorts).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw Federation.misfit(federation.config(), problems);
        }
        Aggregator named = named(federation.config().training().aggregator(), aggregator);
        return compared
                ? new PreparedStrategy<>(
                        new HeadSimilarityStrategy<>(strategy),
                        new HeadSimilarityStrategy.Server<>(server, Similarities.none()),
                        named)
                : new PreparedStrategy<>(strategy, server, named);
    }

    /** Whatever a rule throws is told in its name and not in the strategy's. */
    private static Aggregator named(PluginChoice<Aggregator> choice, Aggregator aggregator) {
        return (previous, uploads, weights) ->
                PluginCall.call(choice, "merging", () -> aggregator.aggregate(previous, uploads, weights));
    }

    private static List<String> clashes(Federation federation, Strategy<?> strategy, CohortSelection cohorts) {
        List<String> clashes = new ArrayList<>();
        if (cohorts.requires(CoordinationRequirement.INACTIVE_EXITS)
                && !supports(federation, strategy, StrategyCapability.INACTIVE_EXITS)) {
            clashes.add(
                    "coordination: '%s' leaves exits inactive, which strategy '%s' does not accept; choose 'all-exits'"
                            .formatted(cohorts.coordination(), id(federation)));
        }
        if (cohorts.requires(CoordinationRequirement.INACTIVE_FINAL_EXIT)
                && !supports(federation, strategy, StrategyCapability.INACTIVE_FINAL_EXIT)) {
            clashes.add(
                    "coordination: '%s' leaves the final exit of some clients inactive, which strategy '%s' does not accept; choose 'all-exits'"
                            .formatted(cohorts.coordination(), id(federation)));
        }
        return clashes;
    }

    /** Returns why the clients of a strategy that does not say how alike they are cannot be compared, if they cannot. */
    private static <S extends Record> Optional<String> incomparable(
            Federation federation, Strategy<S> strategy, S server, CohortSelection cohorts) {
        if (cohorts.requires(CoordinationRequirement.TEACHERS)) {
            return Optional.of(
                    "coordination: '%s' needs to know how alike clients and their teachers are, which strategy '%s' does not say; choose another depth-selection, such as 'random'"
                            .formatted(cohorts.coordination(), id(federation)));
        }
        boolean sent = PluginCall.call(
                federation.config().strategy(),
                "publishing",
                () -> HeadSimilarityStrategy.suits(strategy, server, federation.facts()));
        return sent
                ? Optional.empty()
                : Optional.of(
                        "coordination: '%s' needs to know how alike clients are; strategy '%s' neither says so nor sends final heads to compare; choose 'progressive-depth' with depth-selection 'random', or 'all-exits'"
                                .formatted(cohorts.coordination(), id(federation)));
    }

    private static boolean supports(Federation federation, Strategy<?> strategy, StrategyCapability capability) {
        return asked(federation, () -> strategy.capabilities().contains(capability));
    }

    private static boolean asked(Federation federation, Supplier<Boolean> question) {
        return PluginCall.ask(federation.config().strategy(), question);
    }

    private static String id(Federation federation) {
        return federation.config().strategy().plugin().id();
    }

    /** Returns the server's first state; null if the strategy refuses, its reason then being the last problem. */
    private static <S extends Record> S opened(Federation federation, Strategy<S> strategy, List<String> problems) {
        PluginChoice<Strategy<?>> choice = federation.config().strategy();
        return PluginCall.call(choice, "being opened", () -> {
            try {
                return strategy.initialize(federation.facts());
            } catch (IllegalArgumentException e) {
                problems.add("strategy: '%s' cannot work here: %s"
                        .formatted(choice.plugin().id(), e.getMessage()));
                return null;
            }
        });
    }
}
