package org.exeunt.datasets.partition;

/** Which examples of an owner are held out for validation and test. */
public enum HoldOutSelection {
    /**
     * The last examples of each run of equal labels. For windows of a signal: training and test cover every activity.
     */
    LABEL_RUNS,
    /** The last examples, independent of labels: predicts the future from the past. */
    TIME,
    /** Randomly drawn examples. */
    RANDOM
}
