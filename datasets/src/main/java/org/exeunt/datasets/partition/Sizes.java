package org.exeunt.datasets.partition;

/** What the numbers of examples of clients follow. */
public enum Sizes {
    /** All alike, up to one. */
    EQUAL,
    /** Shares of all examples drawn from a Dirichlet distribution. */
    DIRICHLET,
    /** Proportional to a lognormal draw, whose median is the equal part. */
    LOGNORMAL
}
