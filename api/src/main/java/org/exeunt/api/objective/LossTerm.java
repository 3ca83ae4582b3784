package org.exeunt.api.objective;

import java.util.Collections;
import java.util.SortedMap;
import org.exeunt.api.Metric;

/**
 * A differentiable loss on the logits and features of a batch.
 *
 * <p>One instance is used by one client in one round, by one thread, for one or more phases of training, and is called
 * once per step in the order of the steps. It may therefore keep scratch arrays and counts between calls, and draw from
 * a stream of the client. {@link ForwardPass#example} looks up values of single examples.
 */
public interface LossTerm {
    /**
     * Adds the gradients of this term to the gradient arrays of the pass and returns the value of the term.
     *
     * @return mean over the batch, times the weight of the term; the gradients are those of this value
     */
    double addTo(ForwardPass pass);

    /**
     * Returns what this term has measured so far, by kebab-case name; an example counts once per epoch. The round record
     * has the means over all terms and clients. The default is empty.
     */
    default SortedMap<String, Metric> metrics() {
        return Collections.emptySortedMap();
    }
}
