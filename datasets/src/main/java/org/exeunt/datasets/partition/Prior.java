package org.exeunt.datasets.partition;

/** What a client's own mixture of classes varies around. */
public enum Prior {
    /** All classes alike. As FedDyn and FedLab do. */
    UNIFORM,
    /** The classes as frequent as in the data; the concentrations then sum to alpha. As FLGo does. */
    CLASS_FREQUENCY
}
