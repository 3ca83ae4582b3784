package org.exeunt.api.objective;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Metric;
import org.exeunt.api.params.BlockSet;

/**
 * The function that a client minimises in one phase of its training: the sum of loss terms and parameter terms.
 *
 * <p>Immutable; its terms may keep counts, see {@link LossTerm}.
 *
 * @param exits exits for which heads are computed; other heads cost nothing
 * @param trainable blocks that the optimiser updates; other blocks keep their bits. Must not contain buffers
 * @param losses terms on logits and features, evaluated in this order
 * @param penalties terms on parameters, evaluated in this order after the backward pass
 * @param auxiliaryHeads auxiliary heads, with unique names
 */
public record Objective(
        ExitSet exits,
        BlockSet trainable,
        List<LossTerm> losses,
        List<ParameterTerm> penalties,
        List<AuxiliaryHead> auxiliaryHeads) {
    public Objective {
        losses = List.copyOf(losses);
        penalties = List.copyOf(penalties);
        auxiliaryHeads = List.copyOf(auxiliaryHeads);
        if (!trainable.layout().trainable().containsAll(trainable)) {
            throw new IllegalArgumentException("running statistics cannot be trained; the trainable blocks contain "
                    + trainable.intersect(trainable.layout().buffers()));
        }
        Set<String> names = new HashSet<>();
        for (AuxiliaryHead head : auxiliaryHeads) {
            if (!names.add(head.name())) {
                throw new IllegalArgumentException(
                        "two auxiliary heads are named '%s'; names must be unique".formatted(head.name()));
            }
        }
    }

    /** Returns an objective without terms. */
    public static Objective over(ExitSet exits, BlockSet trainable) {
        return new Objective(exits, trainable, List.of(), List.of(), List.of());
    }

    /**
     * Returns the early-exit loss: the weighted sum of the cross-entropies of some exits.
     *
     * @param trainable blocks that the optimiser updates
     * @param exits exits in the sum
     * @param weights one per exit of the network, shallowest first
     */
    public static Objective earlyExit(BlockSet trainable, ExitSet exits, double[] weights) {
        Objective objective = over(exits, trainable);
        for (Exit exit : exits) {
            objective = objective.with(new CrossEntropy(exit, weights[exit.index()]));
        }
        return objective;
    }

    /** Returns this objective with all trainable blocks frozen except {@code blocks}. */
    public Objective restrictedTo(BlockSet blocks) {
        return new Objective(exits, trainable.intersect(blocks), losses, penalties, auxiliaryHeads);
    }

    /** Returns this objective with a loss term added. */
    public Objective with(LossTerm loss) {
        return new Objective(exits, trainable, append(losses, loss), penalties, auxiliaryHeads);
    }

    /** Returns this objective with a parameter term added. */
    public Objective with(ParameterTerm penalty) {
        return new Objective(exits, trainable, losses, append(penalties, penalty), auxiliaryHeads);
    }

    /** Returns this objective with an auxiliary head added. */
    public Objective with(AuxiliaryHead head) {
        return new Objective(exits, trainable, losses, penalties, append(auxiliaryHeads, head));
    }

    /** Returns what the loss terms have measured so far, by kebab-case name. */
    public SortedMap<String, Metric> metrics() {
        return losses.stream().map(LossTerm::metrics).reduce(new TreeMap<>(), Metric::sum);
    }

    private static <T> List<T> append(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
