package org.exeunt.api.strategy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;

/**
 * The inputs of a {@link CoordinationPolicy} in one round. Immutable except for the random generator.
 *
 * @param federation constants of the run
 * @param round the round
 * @param cohort clients of the round, in client order
 * @param similarities latest similarities between clients
 * @param feedback what the run has recorded so far
 * @param random the only source of randomness, new for each round
 */
public record CoordinationRequest(
        FederationSpec federation,
        Round round,
        List<ClientId> cohort,
        Similarities similarities,
        Feedback feedback,
        RandomGenerator random) {
    public CoordinationRequest {
        cohort = List.copyOf(cohort);
    }

    /** Returns the number of rounds of the run. */
    public int rounds() {
        return federation.rounds();
    }

    /** Returns the number of exits of the network, m. */
    public int exits() {
        return federation.network().exits();
    }
}
