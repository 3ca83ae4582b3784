package org.exeunt.dl4j.design;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterLayout;

/**
 * Determines which axes of a network's parameter blocks run over hidden channels. Valid for backbones and heads that
 * declare {@code narrowsExactly}.
 */
public final class HiddenAxes {
    private HiddenAxes() {}

    /** Returns the axes; empty if a hidden layer has a single channel, because the layout omits axes of length 1. */
    public static Optional<WidthSlicing> of(ParameterLayout layout) {
        Map<String, Set<Integer>> axes = new HashMap<>();
        boolean readsExamples = true;
        for (Block block : layout.blocks()) {
            boolean vector = block.shape().size() == 1;
            if (!block.role().ofBackbone()) {
                axes.put(block.name(), vector ? Set.of() : Set.of(1));
            } else if (vector) {
                if (block.size() == 1) {
                    return Optional.empty();
                }
                axes.put(block.name(), Set.of(0));
            } else {
                axes.put(block.name(), readsExamples ? Set.of(0) : Set.of(0, 1));
                readsExamples = false;
            }
        }
        return Optional.of(new WidthSlicing(axes));
    }
}
