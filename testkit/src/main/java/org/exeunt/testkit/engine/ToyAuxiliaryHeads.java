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

/** The companion heads of an objective in one training. */
final class ToyAuxiliaryHeads {
    private final List<Companion> companions = new ArrayList<>();

    /**
     * A companion whose parameters and velocity lie in their places of flat vectors.
     *
     * @param learns whether it moves
     */
    record Companion(String name, Exit exit, BlockSet blocks, float[] parameters, float[] velocity, boolean learns) {}

    ToyAuxiliaryHeads(ParameterLayout layout, List<AuxiliaryHead> heads) {
        for (AuxiliaryHead head : heads) {
            BlockSet expected = layout.head(head.exit());
            if (expected.isEmpty() || !head.parameters().blocks().equals(expected)) {
                throw new IllegalArgumentException("companion head '%s' of exit %s has parameters for %s; expected %s"
                        .formatted(head.name(), head.exit(), head.parameters().blocks(), expected));
            }
            float[] flat = new float[layout.size()];
            head.parameters().copyToFlat(flat);
            companions.add(new Companion(
                    head.name(),
                    head.exit(),
                    expected,
                    flat,
                    new float[flat.length],
                    head instanceof TrainableAuxiliaryHead));
        }
    }

    /** Returns the number of the deepest exit that has a companion, 0 if there is none. */
    int deepest() {
        return companions.stream().mapToInt(head -> head.exit().number()).max().orElse(0);
    }

    List<Companion> all() {
        return companions;
    }

    List<Companion> learning() {
        return companions.stream().filter(Companion::learns).toList();
    }

    /** Moves those that learn by what a pass brought. */
    void descend(ToyPass pass, LocalTraining training) {
        for (Companion head : learning()) {
            HeavyBall.descend(head.parameters(), pass.gradientOf(head), head.velocity(), head.blocks(), training);
        }
    }

    /** Returns what those that learn have become. */
    Map<String, ParameterSet> learned() {
        Map<String, ParameterSet> heads = new HashMap<>();
        learning().forEach(head -> heads.put(head.name(), ParameterSet.fromFlat(head.blocks(), head.parameters())));
        return heads;
    }
}
