package org.exeunt.api.objective;

/**
 * A loss on the parameters themselves.
 *
 * <p>Adds only to the gradients of trainable blocks, never to those of buffers.
 */
public interface ParameterTerm {
    /**
     * Adds this term's gradient and returns its value.
     *
     * @param parameters the flat vector of the whole layout, for reading
     * @param gradient the flat gradient of the same length, added to
     */
    double addTo(float[] parameters, float[] gradient);
}
