package org.exeunt.api.strategy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.Round;

/**
 * The inputs of a {@link ClientSampler} in one round. Immutable except for the random generator.
 *
 * @param federation constants of the run
 * @param round the round
 * @param size number of clients to select, from 1 to the number of admitted clients
 * @param feedback what the run has recorded so far
 * @param random the only source of randomness, new for each round
 */
public record SamplingRequest(
        FederationSpec federation, Round round, int size, Feedback feedback, RandomGenerator random) {
    /** Returns the clients of the federation, in client order. */
    public List<ClientSpec> clients() {
        return federation.clients();
    }
}
