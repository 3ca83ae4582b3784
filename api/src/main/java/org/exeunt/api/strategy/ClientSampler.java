package org.exeunt.api.strategy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;

/** Selects the cohort of a round. Pure; called once per round on the server thread. */
public interface ClientSampler {
    /**
     * Checks that the sampler supports a federation. Called once before the first round. The default accepts every
     * federation.
     *
     * @throws IllegalArgumentException if the sampler does not support this federation; the message states why
     */
    default void validate(FederationSpec federation) throws IllegalArgumentException {}

    /**
     * Returns whether a client is ever sampled. The default is true. A client that is not never trains and is evaluated
     * with what the server sends it. A cohort has at most the admitted clients; a run without any is rejected.
     */
    default boolean admits(ClientSpec client) {
        return true;
    }

    /**
     * Returns distinct clients that are {@linkplain #admits admitted}, in client order.
     *
     * @param round the round
     * @param clients clients of the federation, in client order
     * @param size number of clients to select, from 1 to the number of admitted clients
     * @param random the only source of randomness, new for each round
     */
    List<ClientId> sample(Round round, List<ClientSpec> clients, int size, RandomGenerator random);
}
