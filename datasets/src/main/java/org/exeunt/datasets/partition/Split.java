package org.exeunt.datasets.partition;

/** What is dealt out, and what clients are tested on. */
public enum Split {
    /** Training and test set are dealt out together; each client keeps a part of what it holds for its test. As PFLlib does. */
    MERGE_SPLIT,
    /**
     * The training set is dealt out; all clients are tested on the test set, each class counting as much as it does in what the client holds.
     * As pFedGraph (Ye et al., ICML 2023) does.
     */
    TRAIN_ONLY_REWEIGHT,
    /** The training set is dealt out; each client is tested on examples of the test set, classes mixed as in what it holds. */
    NATIVE_MATCHED
}
