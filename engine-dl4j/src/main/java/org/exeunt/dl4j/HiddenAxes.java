package org.exeunt.dl4j;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;

/** Tells which axes of a network's blocks run over hidden channels, where backbone and head keep to the shapes they promise for it. */
final class HiddenAxes {
    private HiddenAxes() {}

    /** Returns the axes; empty if a hidden layer has one channel, whose axis the layout does not show. */
    static Optional<WidthSlicing> of(ParameterLayout layout) {
        Map<String, Set<Integer>> axes = new HashMap<>();
        boolean readsExamples = true;
        for (Block block : layout.blocks()) {
            boolean vector = block.shape().size() == 1;
            if (block.role() == BlockRole.HEAD) {
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
