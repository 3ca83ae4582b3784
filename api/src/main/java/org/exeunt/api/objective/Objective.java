package org.exeunt.api.objective;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.BlockSet;

/**
 * What a client minimises in one phase of its training: the sum of loss terms and parameter terms.
 *
 * @param exits whose heads are computed; exits left out cost nothing
 * @param trainable the blocks the optimiser moves; all others keep their bits. Never holds buffers
 * @param losses on logits and features; asked in this order
 * @param penalties on parameters; asked in this order after the backward pass
 * @param frozenHeads further heads that answer without learning
 */
public record Objective(
        ExitSet exits,
        BlockSet trainable,
        List<LossTerm> losses,
        List<ParameterTerm> penalties,
        List<FrozenHead> frozenHeads) {
    public Objective {
        losses = List.copyOf(losses);
        penalties = List.copyOf(penalties);
        frozenHeads = List.copyOf(frozenHeads);
        if (!trainable.layout().trainable().containsAll(trainable)) {
            throw new IllegalArgumentException("buffers cannot be trained: " + trainable);
        }
    }

    /** Returns an objective without any term yet. */
    public static Objective over(ExitSet exits, BlockSet trainable) {
        return new Objective(exits, trainable, List.of(), List.of(), List.of());
    }

    /**
     * Returns the early-exit loss, a weighted sum of the exits' cross-entropies, over the whole backbone and the heads of {@code exits}.
     *
     * @param exits that learn; the heads of all others stay as they are
     * @param weights one an exit of the network, shallowest first
     */
    public static Objective earlyExit(BlockSet trainable, ExitSet exits, double[] weights) {
        Objective objective = over(exits, trainable);
        for (Exit exit : exits) {
            objective = objective.with(new CrossEntropy(exit, weights[exit.index()]));
        }
        return objective;
    }

    /** Returns this objective with everything but {@code blocks} frozen. */
    public Objective restrictedTo(BlockSet blocks) {
        return new Objective(exits, trainable.intersect(blocks), losses, penalties, frozenHeads);
    }

    /** Returns this objective and a loss term. */
    public Objective with(LossTerm loss) {
        return new Objective(exits, trainable, append(losses, loss), penalties, frozenHeads);
    }

    /** Returns this objective and a parameter term. */
    public Objective with(ParameterTerm penalty) {
        return new Objective(exits, trainable, losses, append(penalties, penalty), frozenHeads);
    }

    /** Returns this objective and a frozen head. */
    public Objective with(FrozenHead head) {
        return new Objective(exits, trainable, losses, penalties, append(frozenHeads, head));
    }

    private static <T> List<T> append(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
