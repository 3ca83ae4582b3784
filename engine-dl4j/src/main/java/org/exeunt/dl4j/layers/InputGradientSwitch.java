package org.exeunt.dl4j.layers;

/** A layer that saves work when nobody wants the gradient at its input. */
public interface InputGradientSwitch {
    /**
     * Says whether the next backward passes shall compute the gradient at the input (the default), or return that at the output in its place: nobody
     * reads it, but Deeplearning4j wants one.
     */
    void computeInputGradient(boolean wanted);
}
