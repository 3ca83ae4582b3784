package org.exeunt.api.round;

/** How much each update of a cohort counts in a mean; always normalised over the clients that succeeded. */
public enum MergeWeights {
    /** In proportion to the number of training examples, {@code N_i / sum N_j}. */
    DATA_SIZE,
    /** All alike. */
    UNIFORM
}
