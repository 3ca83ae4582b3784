package org.exeunt.api.strategy;

import java.util.Map;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;

/**
 * Chooses the exits that each client trains in a round. Stateless: a policy that learns from earlier rounds reads them
 * from {@link CoordinationRequest#feedback}. Called on the server thread.
 */
public interface CoordinationPolicy {
    /**
     * Checks that the policy supports a federation. Called once before the first round. The default accepts every
     * federation.
     *
     * @throws IllegalArgumentException if the policy does not support this federation or network; the message states
     *     why
     */
    default void validate(FederationSpec federation) throws IllegalArgumentException {}

    /** Returns the active exits of every client of the cohort, at least one per client. Called once per round. */
    Map<ClientId, ExitSet> coordinate(CoordinationRequest request);

    /** Returns the requirements on the strategy. The default is {@link CoordinationRequirement#INACTIVE_EXITS}. */
    default Set<CoordinationRequirement> requirements() {
        return Set.of(CoordinationRequirement.INACTIVE_EXITS);
    }
}
