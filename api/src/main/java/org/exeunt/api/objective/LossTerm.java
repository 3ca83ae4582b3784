package org.exeunt.api.objective;

import java.util.Collections;
import java.util.SortedMap;
import org.exeunt.api.Exit;

/**
 * A loss on what a batch's forward pass produced.
 *
 * <p>One instance serves the training of one client in one round, of one phase or of several, in which it is asked once a step, in the order of
 * the steps. So it may keep scratch arrays, and figures that run from step to step.
 */
public interface LossTerm {
    /**
     * Adds this term's gradients to the gradient arrays of the pass and returns its value, a mean over the batch, weight included.
     * The gradient is that of the returned value.
     */
    double addTo(ForwardPass pass);

    /**
     * Returns how often each student of this term and its teacher have named the same class so far, temperature aside; empty for terms that teach
     * nobody.
     */
    default SortedMap<Exit, TeacherAgreement> agreement() {
        return Collections.emptySortedMap();
    }
}
