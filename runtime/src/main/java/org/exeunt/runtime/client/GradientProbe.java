package org.exeunt.runtime.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
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
 * Compares what the exits' cross-entropies ask of the stages they share, on the first examples of a client as one batch.
 *
 * <p>Any engine will do: a gradient is what one plain step of known size takes away from the parameters. The step is large, so that the rounding of
 * parameters is small beside it.
 */
final class GradientProbe {
    private static final double STEP = 1024;

    private final Network network;
    private final Examples batch;
    private final RandomStreams streams;

    /**
     * Prepares the comparison.
     *
     * @param network holds the model to be looked at
     * @param count how many examples, or all if there are fewer
     * @param streams for dropout, the same for every exit
     */
    GradientProbe(Network network, Examples examples, int count, RandomStreams streams) {
        this.network = network;
        this.batch = examples.select(
                IntStream.range(0, Math.min(count, examples.size())).toArray());
        this.streams = streams;
    }

    /** Returns a figure for every pair of exits and every stage they share; the network holds the same parameters as before, and no velocity. */
    List<GradientConflict> interference() {
        BlockSet all = network.facts().layout().all();
        ParameterSet model = network.read(all);
        List<ParameterSet> gradients = new ArrayList<>();
        for (Exit exit : network.facts().allExits()) {
            gradients.add(gradient(exit, model));
        }
        network.resetVelocity(network.facts().layout().trainable());
        List<GradientConflict> found = new ArrayList<>();
        int exits = gradients.size();
        for (int stage = 1; stage < exits; stage++) {
            BlockSet shared = stage(stage);
            for (int shallower = stage; shallower < exits; shallower++) {
                for (int deeper = shallower + 1; deeper <= exits; deeper++) {
                    found.add(new GradientConflict(
                            stage,
                            new Exit(shallower),
                            new Exit(deeper),
                            ParameterMath.cosine(
                                    gradients.get(shallower - 1).select(shared),
                                    gradients.get(deeper - 1).select(shared))));
                }
            }
        }
        return found;
    }

    private ParameterSet gradient(Exit exit, ParameterSet model) {
        BlockSet backbone = network.facts().layout().backbone();
        Objective objective = Objective.over(ExitSet.of(exit), backbone).with(new CrossEntropy(exit, 1));
        network.resetVelocity(network.facts().layout().trainable());
        network.train(
                objective, batch, new LocalTraining(1, Math.max(1, batch.size()), STEP, 0, 0), streams.stream("probe"));
        ParameterSet stepped = network.read(backbone);
        network.load(model);
        return ParameterMath.subtract(model.select(backbone), stepped);
    }

    private BlockSet stage(int stage) {
        return network.facts().layout().select(block -> block.role() == BlockRole.BACKBONE && block.depth() == stage);
    }
}
