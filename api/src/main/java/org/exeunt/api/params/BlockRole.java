package org.exeunt.api.params;

/** The use of a block of parameters. */
public enum BlockRole {
    /** Trainable parameters of a stage of the backbone. */
    BACKBONE,
    /** Trainable parameters of the head of an exit. */
    HEAD,
    /**
     * Running statistics of a stage: updated from data, not by gradients, and excluded from distances and weight decay.
     */
    BUFFER
}
