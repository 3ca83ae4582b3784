package org.exeunt.api.objective;

import java.util.List;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/**
 * Parameters next to the network that are trained with it, such as a gate, a projector or a policy that separates
 * features (FedCP, Zhang et al., arXiv 2307.01217). A loss term reads them by {@link ForwardPass#module}, computes with
 * features or logits in plain Java, and adds to {@link ForwardPass#moduleGradient}. What it adds to
 * {@link ForwardPass#featureGradient} flows into the stages.
 *
 * <p>The optimiser updates them as it updates the blocks of the network. Each call of
 * {@link org.exeunt.api.network.Network#train} starts from {@code parameters} with zero velocity and reports the
 * trained values.
 *
 * @param name unique within the objective; the training report has the trained values under this name
 * @param parameters initial values of all blocks of a layout of its own
 */
public record TrainableModule(String name, ParameterSet parameters) {
    public TrainableModule {
        if (!parameters.blocks().equals(parameters.layout().all())) {
            throw new IllegalArgumentException("module '%s' has no values for the blocks %s"
                    .formatted(name, parameters.layout().all().minus(parameters.blocks())));
        }
    }

    /** Returns a module of one block with the given values. */
    public static TrainableModule of(String name, float[] values) {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add(name, BlockRole.HEAD, 1, List.of(values.length))
                .build();
        return new TrainableModule(name, ParameterSet.of(layout.all(), values));
    }
}
