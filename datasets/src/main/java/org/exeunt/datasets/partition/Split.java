package org.exeunt.datasets.partition;

/** Which examples are assigned to clients, and which clients are tested on. */
public enum Split {
    /** Training and test set are merged and assigned; each client holds out a part for its test, as in PFLlib. */
    MERGE_SPLIT,
    /**
     * The training set is assigned; each client is tested on the whole test set, weighted by the class proportions of
     * its examples, as in pFedGraph (Ye et al., ICML 2023).
     */
    TRAIN_ONLY_REWEIGHT,
    /**
     * The training set is assigned; each client is tested on its own part of the test set, with the class proportions
     * of its examples; by {@link Natural} on all test examples of its owner.
     */
    NATIVE_MATCHED
}
