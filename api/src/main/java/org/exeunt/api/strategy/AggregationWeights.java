package org.exeunt.api.strategy;

import java.util.List;
import org.exeunt.api.ClientId;

/** How much each update of a cohort counts in a mean; always normalised over the clients that succeeded. */
public enum AggregationWeights {
    /** In proportion to the number of training examples, {@code N_i / sum N_j}. */
    DATA_SIZE,
    /** All alike. */
    UNIFORM;

    /** Returns the weights of some clients of a run, in the order given, summing to 1. */
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
