package org.exeunt.dl4j.layers;

/** A layer that saves work when nobody wants the gradient at its input. */
public interface InputGradientSwitch {
    /** Says whether the next backward passes shall compute the gradient at the input (the default) or return null in its place. */
    void computeInputGradient(boolean wanted);
}
