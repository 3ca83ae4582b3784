package org.exeunt.api.objective;

/**
 * A loss on what a batch's forward pass produced.
 *
 * <p>One instance serves one training, in which it is asked once a step, in the order of the steps. So it may keep scratch arrays, and figures that
 * run from step to step.
 */
public interface LossTerm {
    /**
     * Adds this term's gradients to the gradient arrays of the pass and returns its value, a mean over the batch, weight included.
     * The gradient is that of the returned value.
     */
    double addTo(ForwardPass pass);
}
