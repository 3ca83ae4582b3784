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
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.tracking.GradientConflict;

/**
 * Compares the gradients of the exits' cross-entropies with respect to the stages they share, on one batch of a
 * client's first examples.
 */
final class GradientProbe {
    private final Network network;
    private final Examples batch;
    private final RandomStreams streams;

    /**
     * Creates a probe.
     *
     * @param network that holds the model
     * @param count maximum number of examples
     * @param streams for dropout, the same for every exit
     */
    GradientProbe(Network network, Examples examples, int count, RandomStreams streams) {
        this.network = network;
        this.batch = examples.select(
                IntStream.range(0, Math.min(count, examples.size())).toArray());
        this.streams = streams;
    }

    /** Returns the conflict of each pair of exits at each stage they share. */
    List<GradientConflict> conflicts() {
        List<ParameterSet> gradients = new ArrayList<>();
        for (Exit exit : network.spec().allExits()) {
            gradients.add(gradient(exit));
        }
        List<GradientConflict> conflicts = new ArrayList<>();
        int exits = gradients.size();
        for (int stage = 1; stage < exits; stage++) {
            BlockSet shared = stage(stage);
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

    private ParameterSet gradient(Exit exit) {
        BlockSet backbone = network.spec().layout().backbone();
        Objective objective = Objective.over(ExitSet.of(exit), backbone).with(new CrossEntropy(exit, 1));
        return network.gradient(objective, batch, streams.stream("probe"));
    }

    private BlockSet stage(int stage) {
        return network.spec().layout().select(block -> block.role() == BlockRole.BACKBONE && block.depth() == stage);
    }
}
