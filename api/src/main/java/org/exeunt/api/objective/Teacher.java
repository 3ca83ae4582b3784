package org.exeunt.api.objective;

import java.util.List;
import org.exeunt.api.Exit;

/** Gives a student its soft targets; nothing flows back into a teacher. */
public interface Teacher {
    /**
     * Writes the target distribution of one example.
     *
     * @param example row of the batch
     * @param temperature of the softmax
     * @param target receives one probability a class
     */
    void targets(ForwardPass pass, int example, double temperature, double[] target);

    /** Returns the exit itself, as it is in this forward pass, as teacher. */
    static Teacher live(Exit exit) {
        return (pass, example, temperature, target) ->
                Softmax.row(pass.logits(exit), example * pass.classes(), pass.classes(), temperature, target);
    }

    /** Returns a frozen head as teacher. */
    static Teacher frozen(String frozenHead) {
        return (pass, example, temperature, target) ->
                Softmax.row(pass.logits(frozenHead), example * pass.classes(), pass.classes(), temperature, target);
    }

    /**
     * Returns the mixture of several frozen heads' distributions as teacher: {@code sum_j weights[j] softmax(z_j / temperature)}.
     *
     * @param weights as many as heads, on the simplex
     */
    static Teacher ensemble(List<String> frozenHeads, double[] weights) {
        return new EnsembleTeacher(frozenHeads, weights);
    }
}
