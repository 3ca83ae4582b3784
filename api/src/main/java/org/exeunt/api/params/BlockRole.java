package org.exeunt.api.params;

/** What a block of parameters is for. */
public enum BlockRole {
    /** Trainable parameters of one stage of the backbone. */
    BACKBONE,
    /** Trainable parameters of one exit's head. */
    HEAD,
    /** Running statistics of a stage: moved by data, never by gradients, and never part of a distance or a decay. */
    BUFFER
}
