package org.exeunt.baselines.fedrod;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;

/**
 * Checks that heads have one dense layer, so that the logits of a head with summed parameters are the sum of the logits
 * of both heads.
 */
final class LinearHeads {
    private LinearHeads() {}

    /**
     * Checks the heads of all exits.
     *
     * @throws IllegalArgumentException if a head has any blocks other than one matrix with a dimension equal to the
     *     number of classes, and at most one bias
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
                        ("The head of exit %s has blocks %s; expected one dense layer to %d classes, with or without"
                                        + " a bias, because the parameters of the personal head are added to those of"
                                        + " the shared head. Use the head 'linear'.")
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
