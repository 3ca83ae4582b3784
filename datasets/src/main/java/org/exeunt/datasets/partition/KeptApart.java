package org.exeunt.datasets.partition;

/** Which examples of an owner are kept apart for validation and tests. */
public enum KeptApart {
    /** The last of each run of equal labels, as for windows of a signal: every activity is trained on and tested. */
    LABEL_RUNS,
    /** The last of all, whatever their labels: the future is predicted from the past. */
    TIME,
    /** Drawn at random. */
    RANDOM
}
