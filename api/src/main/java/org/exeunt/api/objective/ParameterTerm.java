package org.exeunt.api.objective;

/**
 * A differentiable loss on the parameters.
 *
 * <p>Must not add to gradients of buffers; the engine ignores gradients of blocks that are not trainable. Used by one
 * thread at a time.
 */
public interface ParameterTerm {
    /**
     * Adds the gradient of this term and returns its value.
     *
     * @param parameters flat vector of the whole layout; must not be modified
     * @param gradient flat gradient of the same length, to add to
     */
    double addTo(float[] parameters, float[] gradient);
}
