package org.exeunt.runtime.run;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.round.CoordinationPolicy;
import org.exeunt.api.round.Strategy;

/**
 * A strategy that has accepted its federation.
 *
 * @param strategy what decides
 * @param server its state before the first round
 * @param <S> the type of that state
 */
record Start<S extends Record>(Strategy<S> strategy, S server) {

    /**
     * Opens a strategy.
     *
     * @param cohorts with the policy it has to go with
     * @throws org.exeunt.api.error.ExeuntException CONFIG-20 if it refuses the federation or does not go with the policy
     */
    static <S extends Record> Start<S> of(Federation federation, Strategy<S> strategy, Cohorts cohorts) {
        CoordinationPolicy policy = cohorts.policy();
        List<String> problems = new ArrayList<>();
        Plugin<?, ?> plugin = federation.config().strategy().plugin();
        if (policy.leavesExitsInactive() && !strategy.acceptsInactiveExits()) {
            problems.add(
                    "coordination: '%s' leaves exits inactive, which strategy '%s' does not accept; choose 'all-exits'"
                            .formatted(cohorts.coordination(), plugin.id()));
        }
        if (policy.leavesFinalExitInactive() && !strategy.acceptsInactiveFinalExit()) {
            problems.add(
                    "coordination: '%s' leaves the final exit of some clients inactive, which strategy '%s' does not accept; choose another policy"
                            .formatted(cohorts.coordination(), plugin.id()));
        }
        S server = opened(federation, strategy, problems);
        if (server != null
                && policy.needsSimilarities()
                && strategy.similarities(server).isEmpty()) {
            problems.add(
                    "coordination: '%s' needs to know how alike clients are, which strategy '%s' does not say; choose another policy"
                            .formatted(cohorts.coordination(), plugin.id()));
        }
        if (!problems.isEmpty()) {
            throw Federation.misfit(federation.config(), problems);
        }
        return new Start<>(strategy, server);
    }

    /** Returns the server's first state; null if the strategy refuses, its reason then being the last problem. */
    private static <S extends Record> S opened(Federation federation, Strategy<S> strategy, List<String> problems) {
        Choice<Strategy<?>> choice = federation.config().strategy();
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
