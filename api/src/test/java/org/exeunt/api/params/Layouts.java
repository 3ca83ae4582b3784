package org.exeunt.api.params;

import java.util.List;

/** A layout of two stages and two heads; the running statistics of stage 1 precede stage 2. */
final class Layouts {
    static final ParameterLayout TWO_EXITS = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2, 2))
            .add("stage1/b", BlockRole.BACKBONE, 1, List.of(2))
            .add("stage1/mean", BlockRole.BACKBONE_STATISTIC, 1, List.of(2))
            .add("stage2/W", BlockRole.BACKBONE, 2, List.of(1, 2))
            .add("head1/W", BlockRole.HEAD, 1, List.of(3))
            .add("head2/W", BlockRole.HEAD, 2, List.of(1))
            .build();

    private Layouts() {}

    /** Returns the values 0, 1, 2, ... at their positions in the flat vector. */
    static ParameterSet counting(BlockSet blocks) {
        float[] flat = new float[TWO_EXITS.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = i;
        }
        return ParameterSet.fromFlat(blocks, flat);
    }
}
