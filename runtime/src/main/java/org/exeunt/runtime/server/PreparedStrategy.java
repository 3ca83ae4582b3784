package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.MergeRule;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.runtime.federation.EngineContext;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.PluginCall;

/**
 * A strategy that has accepted its federation and goes with policy and merge rule.
 *
 * @param strategy what decides
 * @param server its state before the first round
 * @param rule how it merges
 * @param <S> the type of that state
 */
public record PreparedStrategy<S extends Record>(Strategy<S> strategy, S server, MergeRule rule) {

    /**
     * Opens the federation's strategy; where the policy needs similarities and it states none, clients are compared by their final heads.
     *
     * @param cohorts with the policy it has to go with
     * @throws org.exeunt.api.error.ExeuntException CONFIG-20 if strategy or policy refuses the federation, or policy or merge rule do not go with
     *     the strategy
     */
    public static PreparedStrategy<?> of(Federation federation, CohortSelection cohorts, PluginContext context) {
        MergeRule rule = PluginCall.create(
                federation.config().training().mergeRule(),
                "training.merge-rule",
                new EngineContext(context, federation.linearAlgebra()));
        return of(federation, federation.strategy(), cohorts, rule);
    }

    /** Returns the same strategy with another state of the server. */
    public PreparedStrategy<S> with(S other) {
        return new PreparedStrategy<>(strategy, other, rule);
    }

    private static <S extends Record> PreparedStrategy<?> of(
            Federation federation, Strategy<S> strategy, CohortSelection cohorts, MergeRule rule) {
        List<String> problems = new ArrayList<>(clashes(federation, strategy, cohorts));
        if (rule != MergeRule.WEIGHTED_MEAN && !asked(federation, strategy::acceptsMergeRules)) {
            problems.add("training.merge-rule: strategy '%s' merges in a way of its own; leave '%s' out"
                    .formatted(
                            id(federation),
                            federation.config().training().mergeRule().plugin().id()));
        }
        cohorts.refusal(federation.facts()).ifPresent(problems::add);
        S server = opened(federation, strategy, problems);
        boolean compared = server != null
                && cohorts.policy().needsSimilarities()
                && asked(federation, () -> strategy.similarities(server).isEmpty());
        if (compared) {
            incomparable(federation, strategy, server, cohorts).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw Federation.misfit(federation.config(), problems);
        }
        MergeRule named = named(federation.config().training().mergeRule(), rule);
        return compared
                ? new PreparedStrategy<>(
                        new HeadSimilarityStrategy<>(strategy),
                        new HeadSimilarityStrategy.Server<>(server, Similarities.none()),
                        named)
                : new PreparedStrategy<>(strategy, server, named);
    }

    /** Whatever a rule throws is told in its name and not in the strategy's. */
    private static MergeRule named(PluginChoice<MergeRule> choice, MergeRule rule) {
        return (previous, uploads, weights) ->
                PluginCall.call(choice, "merging", () -> rule.merge(previous, uploads, weights));
    }

    private static List<String> clashes(Federation federation, Strategy<?> strategy, CohortSelection cohorts) {
        CoordinationPolicy policy = cohorts.policy();
        List<String> clashes = new ArrayList<>();
        if (policy.leavesExitsInactive() && !asked(federation, strategy::acceptsInactiveExits)) {
            clashes.add(
                    "coordination: '%s' leaves exits inactive, which strategy '%s' does not accept; choose 'all-exits'"
                            .formatted(cohorts.coordination(), id(federation)));
        }
        if (policy.leavesFinalExitInactive() && !asked(federation, strategy::acceptsInactiveFinalExit)) {
            clashes.add(
                    "coordination: '%s' leaves the final exit of some clients inactive, which strategy '%s' does not accept; choose 'all-exits'"
                            .formatted(cohorts.coordination(), id(federation)));
        }
        return clashes;
    }

    /** Returns why the clients of a strategy that does not say how alike they are cannot be compared, if they cannot. */
    private static <S extends Record> Optional<String> incomparable(
            Federation federation, Strategy<S> strategy, S server, CohortSelection cohorts) {
        if (cohorts.policy().needsTeachers()) {
            return Optional.of(
                    "coordination: '%s' needs to know how alike clients and their teachers are, which strategy '%s' does not say; choose another tier2, such as 'random'"
                            .formatted(cohorts.coordination(), id(federation)));
        }
        boolean sent = PluginCall.call(
                federation.config().strategy(),
                "publishing",
                () -> HeadSimilarityStrategy.suits(strategy, server, federation.facts()));
        return sent
                ? Optional.empty()
                : Optional.of(
                        "coordination: '%s' needs to know how alike clients are; strategy '%s' neither says so nor sends final heads to compare; choose 'progressive-depth' with tier2 'random', or 'all-exits'"
                                .formatted(cohorts.coordination(), id(federation)));
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
                return strategy.open(federation.facts());
            } catch (IllegalArgumentException e) {
                problems.add("strategy: '%s' cannot work here: %s"
                        .formatted(choice.plugin().id(), e.getMessage()));
                return null;
            }
        });
    }
}
