package org.exeunt.api.strategy;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;

/**
 * Says which exits of which client learn in a round. Pure; {@link #coordinate} is called once a round on the server thread.
 */
public interface CoordinationPolicy {
    /**
     * What a policy may look at.
     *
     * @param round which, of {@code rounds}
     * @param rounds of the run
     * @param exits of the network, m
     * @param clients number of clients of the federation
     * @param cohort in client order
     * @param similarities as the strategy last saw them
     * @param random the only source of randomness, fresh for this round
     */
    record Request(
            Round round,
            int rounds,
            int exits,
            int clients,
            List<ClientId> cohort,
            Similarities similarities,
            RandomGenerator random) {}

    /**
     * Called once before the first round.
     *
     * @throws IllegalArgumentException if the policy cannot work on this federation or network, naming what and why
     */
    default void validate(FederationSpec run) {}

    /** Returns the exits that learn, at least one, for every client of the cohort. */
    Map<ClientId, ExitSet> coordinate(Request request);

    /**
     * Returns whether the policy looks at similarities. Clients of a strategy that gives none are then compared by what training did to their
     * final heads; strategies that do not send these are refused.
     */
    default boolean needsSimilarities() {
        return false;
    }

    /** Returns whether the policy looks at similarities to teachers; strategies that give no similarities are then refused. */
    default boolean needsTeachers() {
        return false;
    }

    /** Returns whether the policy ever leaves an exit out. */
    default boolean leavesExitsInactive() {
        return true;
    }

    /** Returns whether the policy ever leaves the final exit out; strategies that cannot do without are then refused. */
    default boolean leavesFinalExitInactive() {
        return false;
    }
}
