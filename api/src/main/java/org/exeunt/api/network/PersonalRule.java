package org.exeunt.api.network;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.params.ParameterSet;

/**
 * What a personal model computes after the network: it turns the logits and the feature of an exit into the logits that
 * are evaluated. Examples: a temperature of the client, the client's nearest training examples (kNN-Per, Marfoq et al.,
 * arXiv 2111.09360), or a mixture of the logits of several networks.
 *
 * <p>Returned by {@code Strategy.rule} as a record of values that a server state may consist of, or of vectors of
 * floats, so that it is saved with the model. Pure and safe for use by multiple threads. MACs do not include its cost,
 * nor that of its networks.
 */
@FunctionalInterface
public interface PersonalRule {
    /** The rule that keeps the logits of the network. */
    PersonalRule NONE = (exit, logits, feature) -> logits;

    /**
     * Returns the parameters of further networks of the same design, which read the same inputs. Each set has all
     * blocks. The default is none.
     */
    default List<ParameterSet> networks() {
        return List.of();
    }

    /**
     * Returns the logits of one example at an exit, {@code [classes]}, finite if the arguments are.
     *
     * @param logits of the network, then of each of {@link #networks}: {@code [1 + networks, classes]}, row-major; not
     *     to be modified, but may be returned if there is one row
     * @param feature their pooled features, {@code [1 + networks, features]}, as of
     *     {@link org.exeunt.api.objective.ForwardPass#feature}; not to be modified
     */
    double[] logits(Exit exit, double[] logits, double[] feature);
}
