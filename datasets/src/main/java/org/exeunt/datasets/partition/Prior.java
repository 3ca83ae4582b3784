package org.exeunt.datasets.partition;

/** Expected class proportions of a client. */
public enum Prior {
    /** Equal proportions, as in FedDyn and FedLab. */
    UNIFORM,
    /** Class frequencies of the data, with concentrations that sum to alpha, as in FLGo. */
    CLASS_FREQUENCY
}
