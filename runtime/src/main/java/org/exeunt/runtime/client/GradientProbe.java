package org.exeunt.runtime.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.tracking.GradientConflict;

/**
 * Compares the gradients of the exits' cross-entropies with respect to the stages they share, on one batch of a
 * client's first examples.
 */
final class GradientProbe {
    private GradientProbe() {}

    /**
     * Returns the conflict of each pair of exits at each stage they share.
     *
     * @param network that holds the model
     * @param count maximum number of examples
     * @param streams for dropout, the same for every exit
     */
    static List<GradientConflict> conflicts(Network network, Examples examples, int count, RandomStreams streams) {
        Examples batch = examples.select(
                IntStream.range(0, Math.min(count, examples.size())).toArray());
        ParameterLayout layout = network.spec().layout();
        List<ParameterSet> gradients = new ArrayList<>();
        for (Exit exit : network.spec().allExits()) {
            Objective objective =
                    Objective.over(ExitSet.of(exit), layout.backbone()).with(new CrossEntropy(exit, 1));
            gradients.add(network.gradient(objective, batch, streams.stream("probe")));
        }
        List<GradientConflict> conflicts = new ArrayList<>();
        int exits = gradients.size();
        for (int stage = 1; stage < exits; stage++) {
            int depth = stage;
            BlockSet shared = layout.select(block -> block.role() == BlockRole.BACKBONE && block.depth() == depth);
            for (int shallower = stage; shallower < exits; shallower++) {
                for (int deeper = shallower + 1; deeper <= exits; deeper++) {
                    conflicts.add(new GradientConflict(
                            stage,
                            new Exit(shallower),
                            new Exit(deeper),
                            ParameterMath.cosine(
                                    gradients.get(shallower - 1).select(shared),
                                    gradients.get(deeper - 1).select(shared))));
                }
            }
        }
        return conflicts;
    }
}
