package org.exeunt.api.network;

import org.exeunt.api.Exit;

/**
 * What a personal model computes after the network: it turns the logits and the feature of an exit into the logits that
 * are evaluated. Examples: a temperature of the client, or the client's nearest training examples (kNN-Per, Marfoq et
 * al., arXiv 2111.09360).
 *
 * <p>Returned by {@code Strategy.rule} as a record of values that a server state may consist of, or of vectors of
 * floats, so that it is saved with the model. Pure and safe for use by multiple threads. MACs do not include its cost.
 */
@FunctionalInterface
public interface PersonalRule {
    /** The rule that keeps the logits of the network. */
    PersonalRule NONE = (exit, logits, feature) -> logits;

    /**
     * Returns the logits of one example at an exit, {@code [classes]}, finite if the arguments are.
     *
     * @param logits of the network, {@code [classes]}; not to be modified, but may be returned
     * @param feature pooled feature, {@code [features]}, as of
     *     {@link org.exeunt.api.objective.ForwardPass#feature}; not to be modified
     */
    double[] logits(Exit exit, double[] logits, double[] feature);
}
