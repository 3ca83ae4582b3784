package org.exeunt.api.strategy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;

/** Picks the cohort of a round. Pure; called once a round on the server thread. */
public interface ClientSampler {
    /**
     * Returns a cohort without repetition, in client order.
     *
     * @param round which
     * @param clients of the federation, in client order
     * @param size of the cohort, 1 to the number of clients
     * @param random the only source of randomness, fresh for this round
     */
    List<ClientId> sample(Round round, List<ClientSpec> clients, int size, RandomGenerator random);
}
