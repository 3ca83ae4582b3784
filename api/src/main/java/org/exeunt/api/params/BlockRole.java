package org.exeunt.api.params;

/**
 * The use of a block: the part of the network that it belongs to, and whether it is trained or a running statistic,
 * which is updated from data, not by gradients, and excluded from distances and weight decay.
 */
public enum BlockRole {
    /** Trainable parameters of a stage of the backbone. */
    BACKBONE,
    /** Trainable parameters of the head of an exit. */
    HEAD,
    /** Running statistics of a stage of the backbone. */
    BACKBONE_STATISTIC,
    /** Running statistics of the head of an exit. */
    HEAD_STATISTIC;

    /** Returns whether the block belongs to a stage of the backbone, not to a head. */
    public boolean ofBackbone() {
        return this == BACKBONE || this == BACKBONE_STATISTIC;
    }

    /** Returns whether the block is a running statistic. */
    public boolean isStatistic() {
        return this == BACKBONE_STATISTIC || this == HEAD_STATISTIC;
    }
}
