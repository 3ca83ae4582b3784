package org.exeunt.api.objective;

/**
 * A differentiable loss on the parameters.
 *
 * <p>Must not add to gradients of buffers; the engine ignores gradients of blocks that are not trainable. Used by one
 * thread at a time.
 */
public interface ParameterTerm {
    /**
     * Adds the gradient of this term and returns its value. A term of value 0 may instead rescale the gradient of some
     * blocks, such as that of a stage to which several exits contribute.
     *
     * @param parameters flat vector of the whole layout; must not be modified
     * @param gradient flat gradient of the same length, with that of the loss terms and of earlier parameter terms
     */
    double addTo(float[] parameters, float[] gradient);
}
