package org.exeunt.api.strategy;

import java.util.List;
import org.exeunt.api.ClientId;

/** The weight of each client in a mean over the clients that succeeded. Weights are normalised to sum 1. */
public enum AggregationWeights {
    /** Proportional to the number of training examples, {@code N_i / sum N_j}. */
    DATA_SIZE,
    /** Equal for all clients. */
    UNIFORM;

    /**
     * Returns the weights of some clients, in the given order.
     *
     * @param clients clients of the federation
     * @return one weight per client, with sum 1
     */
    public double[] of(FederationSpec federation, List<ClientId> clients) {
        double[] weights = new double[clients.size()];
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = this == UNIFORM
                    ? 1
                    : federation.clients().get(clients.get(i).index()).trainExamples();
            total += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= total;
        }
        return weights;
    }
}
