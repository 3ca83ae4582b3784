package org.exeunt.dl4j.layers.sequence;

/** A sequence layer that can skip all positions of its output except the first. */
public interface FirstPositionSwitch {
    /**
     * Sets whether the following forward and backward passes may treat all other positions of the output as padding.
     * Off by default.
     */
    void computeFirstPositionOnly(boolean firstOnly);
}
