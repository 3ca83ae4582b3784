package org.exeunt.testkit.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.FrozenHead;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;

/** The frozen heads of an objective, each with its parameters in their places of a flat vector. */
final class FrozenHeads {
    private record Placed(String name, Exit exit, float[] flat) {}

    private final List<Placed> heads = new ArrayList<>();

    FrozenHeads(ParameterLayout layout, List<FrozenHead> frozen) {
        for (FrozenHead head : frozen) {
            BlockSet expected = layout.head(head.exit());
            if (expected.isEmpty() || !head.parameters().blocks().equals(expected)) {
                throw new IllegalArgumentException("frozen head '%s' of exit %s has parameters for %s; expected %s"
                        .formatted(head.name(), head.exit(), head.parameters().blocks(), expected));
            }
            float[] flat = new float[layout.size()];
            head.parameters().copyToFlat(flat);
            heads.add(new Placed(head.name(), head.exit(), flat));
        }
    }

    /** Returns the number of the deepest exit that has a frozen head, 0 if there is none. */
    int deepest() {
        return heads.stream().mapToInt(head -> head.exit().number()).max().orElse(0);
    }

    Map<String, double[]> answer(ToyPass pass) {
        Map<String, double[]> answers = new HashMap<>();
        heads.forEach(head -> answers.put(head.name(), pass.head(head.exit(), head.flat())));
        return answers;
    }
}
