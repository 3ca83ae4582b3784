package org.exeunt.api.objective;

/**
 * A loss on what a batch's forward pass produced.
 *
 * <p>One instance serves one training at a time, so it may keep scratch arrays; it must not keep anything else from call to call.
 */
public interface LossTerm {
    /**
     * Adds this term's gradients to the gradient arrays of the pass and returns its value, a mean over the batch, weight included.
     * The gradient is that of the returned value.
     */
    double addTo(ForwardPass pass);
}
