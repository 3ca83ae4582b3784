package org.exeunt.api.objective;

import java.util.List;
import org.exeunt.api.Exit;

/** A source of soft targets for distillation. No gradient flows into a teacher. */
public interface Teacher {
    /**
     * Writes the target distribution of one example.
     *
     * @param example row of the batch, 0-based
     * @param temperature of the softmax; above 0
     * @param target receives one probability per class, from index 0
     */
    void targets(ForwardPass pass, int example, double temperature, double[] target);

    /** Returns a teacher that uses the logits of an exit in the same forward pass. */
    static Teacher live(Exit exit) {
        return (pass, example, temperature, target) ->
                Softmax.row(pass.logits(exit), example * pass.classes(), pass.classes(), temperature, target);
    }

    /**
     * Returns a teacher that uses the logits of an auxiliary head.
     *
     * @param frozenHead name of the head in the objective
     */
    static Teacher frozen(String frozenHead) {
        return (pass, example, temperature, target) ->
                Softmax.row(pass.logits(frozenHead), example * pass.classes(), pass.classes(), temperature, target);
    }

    /**
     * Returns a teacher that uses the logits of an exit of another network.
     *
     * @param name name of the network, see {@link ForwardPass#network}
     * @param exit one of its exits
     */
    static Teacher network(String name, Exit exit) {
        Teacher live = live(exit);
        return (pass, example, temperature, target) -> live.targets(pass.network(name), example, temperature, target);
    }

    /**
     * Returns a teacher that uses the weighted mean of the distributions of several auxiliary heads:
     * {@code sum_j weights[j] softmax(z_j / temperature)}.
     *
     * @param frozenHeads names of the heads in the objective
     * @param weights one per head, at least 0, with sum 1
     */
    static Teacher ensemble(List<String> frozenHeads, double[] weights) {
        return new EnsembleTeacher(frozenHeads, weights);
    }
}
