package org.exeunt.dl4j.layers.sequence;

/** A layer of sequences that saves work when nobody reads more of its output than the first position. */
public interface FirstPositionSwitch {
    /** Says whether the next forward passes and their backward passes may treat all other positions of the output as padding (not the default). */
    void computeFirstPositionAlone(boolean alone);
}
