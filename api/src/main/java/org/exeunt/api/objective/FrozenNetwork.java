package org.exeunt.api.objective;

import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * A network that is not trained, such as a teacher: the model of the server, or an earlier model of the client. It runs
 * in inference mode, up to the deepest of its exits. Neither simulated times nor {@code server-macs} include it.
 *
 * @param name unique within the objective
 * @param parameters values at least of the stages up to the deepest of {@code exits}, of the heads up to it, and of
 *     their running statistics
 * @param exits exits with logits and features, at least one
 */
public record FrozenNetwork(String name, ParameterSet parameters, ExitSet exits) implements AuxiliaryNetwork {
    public FrozenNetwork {
        int depth = exits.deepest();
        BlockSet needed = parameters.blocks().layout().select(block -> block.depth() <= depth);
        require(name, parameters, needed);
    }

    @Override
    public Objective objective() {
        return Objective.over(exits, parameters.blocks().layout().none());
    }

    /** Throws an {@link IllegalArgumentException} if values of some blocks are missing. */
    static void require(String name, ParameterSet parameters, BlockSet needed) {
        BlockSet missing = needed.minus(parameters.blocks());
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("network '%s' has no values for the blocks %s".formatted(name, missing));
        }
    }
}
