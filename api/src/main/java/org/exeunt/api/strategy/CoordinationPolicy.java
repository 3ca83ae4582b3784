package org.exeunt.api.strategy;

import java.util.Map;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;

/** Chooses which exits of which client are trained in a round. Stateless; called on the server thread. */
public interface CoordinationPolicy {
    /**
     * Checks the policy against the federation; called once before the first round.
     *
     * @throws IllegalArgumentException if the policy cannot work on this federation or network, naming what and why
     */
    default void validate(FederationSpec federation) {}

    /** Returns the active exits, at least one, of every client of the cohort; called once per round. */
    Map<ClientId, ExitSet> coordinate(CoordinationRequest request);

    /** Returns what the policy requires of the strategy. */
    default Set<CoordinationRequirement> requirements() {
        return Set.of(CoordinationRequirement.INACTIVE_EXITS);
    }
}
