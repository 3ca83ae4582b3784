package org.exeunt.strategies;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;

/** The classifiers of exits: the only dense layer of a head, whose input is the feature of the exit. */
public final class Classifiers {
    private Classifiers() {}

    /**
     * Returns the weights of the classifier of an exit, {@code [classes, features]}; its {@link #bias} is the next
     * block.
     *
     * @throws IllegalArgumentException if the head has several dense layers, or no bias
     */
    public static Block weights(ParameterLayout layout, Exit exit) {
        List<Block> matrices = layout.head(exit).blocks().stream()
                .filter(block -> block.shape().size() == 2)
                .toList();
        if (matrices.size() != 1 || next(layout, exit, matrices.get(0)).isEmpty()) {
            throw new IllegalArgumentException(
                    ("The head of exit %s has %d matrices; expected one, followed by a bias, because the method"
                                    + " computes with the input of the only dense layer. Use the head 'linear' or"
                                    + " 'conv'.")
                            .formatted(exit, matrices.size()));
        }
        return matrices.get(0);
    }

    /** Returns the bias of the classifier of an exit, {@code [classes]}. */
    public static Block bias(ParameterLayout layout, Exit exit) {
        return next(layout, exit, weights(layout, exit)).get(0);
    }

    /** Returns weights and bias of the classifier of an exit. */
    public static BlockSet dense(ParameterLayout layout, Exit exit) {
        return layout.select(List.of(weights(layout, exit), bias(layout, exit))::contains);
    }

    private static List<Block> next(ParameterLayout layout, Exit exit, Block weights) {
        return layout.head(exit).blocks().stream()
                .filter(block -> block.offset() == weights.end())
                .toList();
    }
}
