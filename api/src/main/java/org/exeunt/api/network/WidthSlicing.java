package org.exeunt.api.network;

import java.util.Map;
import java.util.Set;
import org.exeunt.api.Experimental;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.SubmodelSlice;

/**
 * How a network holds narrower ones: which axes of its blocks run over the channels of hidden layers.
 *
 * <p>A network whose weights are 0 outside a {@link #slice} of all its blocks answers, and learns, exactly as the network whose hidden layers
 * have only the leading channels: the channels cut away are 0 throughout, no gradient reaches their weights, and decay and momentum leave them
 * at 0. This is so for convolutions, dense layers, batch norm in training and activations that are 0 at 0; not for layers that look across
 * channels, such as layer norm, group norm or attention. Running statistics outside the slice must be as they were initially.
 *
 * @param hiddenAxes by name of the block, axes counted from 0; blocks without an entry have none
 */
@Experimental
public record WidthSlicing(Map<String, Set<Integer>> hiddenAxes) {
    public WidthSlicing {
        hiddenAxes = Map.copyOf(hiddenAxes);
    }

    /**
     * Returns the part of some blocks that a narrower network has.
     *
     * @param width share of the channels of every hidden layer, above 0 and at most 1; rounded up to whole channels
     */
    public SubmodelSlice slice(BlockSet blocks, double width) {
        return SubmodelSlice.of(blocks, block -> hiddenAxes.getOrDefault(block.name(), Set.of()), width);
    }
}
