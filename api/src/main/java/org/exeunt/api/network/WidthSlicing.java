package org.exeunt.api.network;

import java.util.Map;
import java.util.Set;
import org.exeunt.api.Experimental;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.SubmodelSlice;

/**
 * The axes along which a network can be reduced to a narrower one: axes of its blocks that correspond to channels of
 * hidden layers.
 *
 * <p>A network with weights of 0 outside a {@link #slice} of all its blocks computes and trains exactly like the
 * network with only the kept channels of every hidden layer: removed channels are always 0, receive no gradient, and
 * stay 0 under weight decay and momentum. Running statistics outside the slice must have their initial values.
 *
 * <p>Holds for convolutions, dense layers, batch normalisation in training mode and activations with f(0) = 0. Does not
 * hold for layers that combine channels, such as layer normalisation, group normalisation or attention.
 *
 * @param hiddenAxes axes by block name, 0-based; blocks without an entry have none
 */
@Experimental
public record WidthSlicing(Map<String, Set<Integer>> hiddenAxes) {
    public WidthSlicing {
        hiddenAxes = Map.copyOf(hiddenAxes);
    }

    /**
     * Returns the part of some blocks that belongs to a narrower network.
     *
     * @param width fraction of the channels of every hidden layer, above 0 and at most 1; rounded up to whole channels
     */
    public SubmodelSlice slice(BlockSet blocks, double width) {
        return slice(blocks, width, 0);
    }

    /**
     * Returns the part of some blocks that belongs to a narrower network of consecutive channels, which need not be the
     * leading ones. Layers with equal numbers of channels keep the same channels.
     *
     * @param width fraction of the channels of every hidden layer, above 0 and at most 1; rounded up to whole channels
     * @param offset first channel of every hidden layer, modulo their number; at least 0
     */
    public SubmodelSlice slice(BlockSet blocks, double width, int offset) {
        return SubmodelSlice.of(blocks, block -> hiddenAxes.getOrDefault(block.name(), Set.of()), width, offset);
    }
}
