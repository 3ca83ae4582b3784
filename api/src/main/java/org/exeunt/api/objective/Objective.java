package org.exeunt.api.objective;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
 * @param companions further heads, each of another name
 */
public record Objective(
        ExitSet exits,
        BlockSet trainable,
        List<LossTerm> losses,
        List<ParameterTerm> penalties,
        List<AuxiliaryHead> companions) {
    public Objective {
        losses = List.copyOf(losses);
        penalties = List.copyOf(penalties);
        companions = List.copyOf(companions);
        if (!trainable.layout().trainable().containsAll(trainable)) {
            throw new IllegalArgumentException("buffers cannot be trained: " + trainable);
        }
        Set<String> names = new HashSet<>();
        for (AuxiliaryHead head : companions) {
            if (!names.add(head.name())) {
                throw new IllegalArgumentException(
                        "two companion heads named '%s'; names must differ".formatted(head.name()));
            }
        }
    }

    /** Returns an objective without any term yet. */
    public static Objective over(ExitSet exits, BlockSet trainable) {
        return new Objective(exits, trainable, List.of(), List.of(), List.of());
    }

    /**
     * Returns the early-exit loss, a weighted sum of the exits' cross-entropies.
     *
     * @param trainable what the optimiser moves
     * @param exits whose answers count
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
        return new Objective(exits, trainable.intersect(blocks), losses, penalties, companions);
    }

    /** Returns this objective and a loss term. */
    public Objective with(LossTerm loss) {
        return new Objective(exits, trainable, append(losses, loss), penalties, companions);
    }

    /** Returns this objective and a parameter term. */
    public Objective with(ParameterTerm penalty) {
        return new Objective(exits, trainable, losses, append(penalties, penalty), companions);
    }

    /** Returns this objective and a companion head. */
    public Objective with(AuxiliaryHead head) {
        return new Objective(exits, trainable, losses, penalties, append(companions, head));
    }

    /** Returns how often the students of all loss terms and their teachers have named the same class so far. */
    public SortedMap<Exit, TeacherAgreement> agreement() {
        return losses.stream().map(LossTerm::agreement).reduce(new TreeMap<>(), TeacherAgreement::sum);
    }

    private static <T> List<T> append(List<T> list, T last) {
        List<T> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }
}
