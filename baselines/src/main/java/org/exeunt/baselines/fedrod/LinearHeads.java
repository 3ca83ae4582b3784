package org.exeunt.baselines.fedrod;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;

/** Tells heads of one dense layer, where the head of summed parameters answers with summed logits, from all others. */
final class LinearHeads {
    private LinearHeads() {}

    /**
     * Checks every head.
     *
     * @throws IllegalArgumentException if one is anything but a matrix with one row or column a class and at most a bias
     */
    static void require(NetworkSpec network) {
        for (Exit exit : network.allExits()) {
            List<Block> blocks = network.layout().head(exit).blocks();
            long matrices = blocks.stream()
                    .filter(block -> isMatrix(block, network.classes()))
                    .count();
            long biases = blocks.stream()
                    .filter(block -> isBias(block, network.classes()))
                    .count();
            if (matrices != 1 || biases > 1 || matrices + biases != blocks.size()) {
                throw new IllegalArgumentException(
                        ("The head of exit %s has blocks %s; expected one dense layer to %d classes, with or without a bias: a personal head"
                                        + " is added to the shared one by its parameters. Use the head 'linear'.")
                                .formatted(
                                        exit,
                                        blocks.stream()
                                                .map(block -> block.name() + block.shape())
                                                .toList(),
                                        network.classes()));
            }
        }
    }

    private static boolean isMatrix(Block block, int classes) {
        return block.shape().size() == 2 && block.shape().contains(classes);
    }

    private static boolean isBias(Block block, int classes) {
        return block.shape().equals(List.of(classes));
    }
}
