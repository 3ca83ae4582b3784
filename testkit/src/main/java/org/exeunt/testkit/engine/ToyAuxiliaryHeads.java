package org.exeunt.testkit.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;

/** The auxiliary heads of an objective during one training. */
final class ToyAuxiliaryHeads {
    private final List<Head> auxiliaryHeads = new ArrayList<>();

    /**
     * An auxiliary head with its parameters and velocity in flat vectors.
     *
     * @param trainable whether the head is trainable
     */
    record Head(String name, Exit exit, BlockSet blocks, float[] parameters, float[] velocity, boolean trainable) {}

    ToyAuxiliaryHeads(ParameterLayout layout, List<AuxiliaryHead> heads) {
        for (AuxiliaryHead head : heads) {
            BlockSet expected = layout.head(head.exit());
            if (expected.isEmpty() || !head.parameters().blocks().equals(expected)) {
                throw new IllegalArgumentException("auxiliary head '%s' of exit %s has parameters for %s; expected %s"
                        .formatted(head.name(), head.exit(), head.parameters().blocks(), expected));
            }
            float[] flat = new float[layout.size()];
            head.parameters().copyToFlat(flat);
            auxiliaryHeads.add(new Head(
                    head.name(),
                    head.exit(),
                    expected,
                    flat,
                    new float[flat.length],
                    head instanceof TrainableAuxiliaryHead));
        }
    }

    /** Returns the number of the deepest exit with an auxiliary head; 0 without auxiliary heads. */
    int deepest() {
        return auxiliaryHeads.stream()
                .mapToInt(head -> head.exit().number())
                .max()
                .orElse(0);
    }

    List<Head> all() {
        return auxiliaryHeads;
    }

    List<Head> trainable() {
        return auxiliaryHeads.stream().filter(Head::trainable).toList();
    }

    /** Updates the trainable heads with the gradients of a pass. */
    void descend(ToyPass pass, LocalTraining training) {
        for (Head head : trainable()) {
            HeavyBall.descend(head.parameters(), pass.gradientOf(head), head.velocity(), head.blocks(), training);
        }
    }

    /** Returns the trained values of the trainable heads, by name. */
    Map<String, ParameterSet> trainedValues() {
        Map<String, ParameterSet> heads = new HashMap<>();
        trainable().forEach(head -> heads.put(head.name(), ParameterSet.fromFlat(head.blocks(), head.parameters())));
        return heads;
    }
}
