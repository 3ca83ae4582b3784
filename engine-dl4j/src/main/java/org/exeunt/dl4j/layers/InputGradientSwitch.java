package org.exeunt.dl4j.layers;

/** A layer that can skip the computation of the gradient at its input. */
public interface InputGradientSwitch {
    /**
     * Sets whether backward passes compute the gradient at the input (the default). If not, they return the gradient at
     * the output as a placeholder that is not read, because Deeplearning4j requires a result. Must be called with
     * {@code false} only if no other layer reads the same input, because Deeplearning4j adds their results.
     */
    void computeInputGradient(boolean wanted);
}
