package org.exeunt.datasets.partition;

/** Distribution of the number of examples per client. */
public enum Sizes {
    /** Fractions of all examples drawn from a Dirichlet distribution. */
    DIRICHLET,
    /** Proportional to lognormal draws with median 1. */
    LOGNORMAL
}
