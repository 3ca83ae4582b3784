package org.exeunt.api.network;

import java.util.function.Predicate;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Experimental;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.SubmodelSlice;

/**
 * A part of an early-exit network that is a network by itself: the stages up to the deepest of some exits, the heads of
 * these exits, and a fraction of the channels of every hidden layer.
 *
 * <p>Costs are only of the sub-network, also where a client computes them inside the whole network ({@link
 * WidthSlicing}).
 *
 * @param exits at least one
 * @param width fraction of the channels, above 0 and at most 1
 */
@Experimental
public record SubNetwork(ExitSet exits, double width) {
    /** Values of 4 bytes per parameter in training: the parameter, its gradient and its velocity. */
    private static final int VALUES_PER_PARAMETER = 3;

    /** Passes of a training step, in forward passes: one forward, and two for the backward pass. */
    public static final int PASSES_PER_STEP = 3;

    public SubNetwork {
        if (exits.isEmpty() || !(width > 0 && width <= 1)) {
            throw new IllegalArgumentException(
                    "a sub-network has exits %s and width %s; expected at least one exit, and a width above 0 and at"
                                    .formatted(exits, width)
                            + " most 1");
        }
    }

    /** Returns the sub-network of all channels up to exit {@code depth}, with all heads. */
    public static SubNetwork upTo(int depth) {
        return new SubNetwork(ExitSet.upTo(depth), 1);
    }

    /**
     * Returns the trainable values of this sub-network in the parameters of a network.
     *
     * @throws IllegalArgumentException if the width is below 1 and the network cannot be reduced to narrower ones
     */
    public SubmodelSlice slice(NetworkSpec network) {
        return slice(network, network.layout().trained(exits));
    }

    private SubmodelSlice slice(NetworkSpec network, BlockSet blocks) {
        if (width == 1) {
            return SubmodelSlice.whole(blocks);
        }
        return network.narrowing()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the leading channels of this network are not a network by themselves"))
                .slice(blocks, width);
    }

    /**
     * Returns the MACs of a forward pass through the stages for one example. In a narrow sub-network, the cost of each
     * stage is proportional to its weights, which is exact if all its weights are used equally often.
     */
    public double stageMacs(NetworkSpec network) {
        double macs = 0;
        for (int stage = 1; stage <= exits.deepest(); stage++) {
            int depth = stage;
            macs += network.stageMacs().get(stage - 1).count()
                    * share(network, block -> block.role().ofBackbone() && block.depth() == depth);
        }
        return macs;
    }

    /** Returns the MACs of a forward pass through the heads for one example, as {@link #stageMacs} does. */
    public double headMacs(NetworkSpec network) {
        double macs = 0;
        for (Exit exit : exits) {
            macs += network.headMacs().get(exit.index()).count()
                    * share(network, network.layout().head(exit).blocks()::contains);
        }
        return macs;
    }

    /**
     * Returns the MACs of training for one example. An epoch that trains only heads costs one forward pass through the
     * stages, and all passes of a step through the heads.
     *
     * @param epochs passes over the examples
     * @param headEpochs number of these epochs in which only heads are trained
     */
    public double trainingMacs(NetworkSpec network, double epochs, double headEpochs) {
        double stages = stageMacs(network);
        double heads = headMacs(network);
        return (epochs - headEpochs) * PASSES_PER_STEP * (stages + heads)
                + headEpochs * (stages + PASSES_PER_STEP * heads);
    }

    /** Returns the fraction of the weights of some blocks that this sub-network has. */
    private double share(NetworkSpec network, Predicate<Block> part) {
        BlockSet weights = network.layout()
                .select(part.and(
                        block -> !block.role().isStatistic() && block.shape().size() > 1));
        return weights.isEmpty() ? 1 : (double) slice(network, weights).size() / weights.size();
    }

    /**
     * Returns the bytes of memory that training takes: 4 for each parameter, its gradient and its velocity, and 4 for
     * each value that is kept of a batch until the backward pass. Inputs and buffers of libraries are not counted.
     *
     * @param batchSize number of examples of a batch
     * @throws IllegalArgumentException if the numbers of kept values are unknown
     */
    public long trainingMemory(NetworkSpec network, int batchSize) {
        if (network.activations().isEmpty()) {
            throw new IllegalArgumentException("the engine does not state how many values a stage keeps in training");
        }
        double kept = network.activations().subList(0, exits.deepest()).stream()
                        .mapToLong(Long::longValue)
                        .sum()
                * width;
        return 4 * (VALUES_PER_PARAMETER * (long) slice(network).size() + (long) Math.ceil(kept) * batchSize);
    }
}
