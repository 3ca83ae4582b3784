package org.exeunt.strategies.width;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.SubmodelSlice;
import org.junit.jupiter.api.Test;

class MaskedMeanTest {
    /** Algorithms 3.4 (9b). */
    @Test
    void valuesAreAveragedOverTheirHolders() {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add("matrix", BlockRole.BACKBONE, 1, List.of(2, 2))
                .add("other", BlockRole.BACKBONE, 2, List.of(1))
                .build();
        BlockSet matrix = layout.stages(1);
        SubmodelSlice corner = new WidthSlicing(Map.of("matrix", Set.of(0, 1))).slice(matrix, 0.5);
        ParameterSet previous = ParameterSet.of(layout.all(), new float[] {1, 2, 3, 4, 5});
        List<SubmodelSlice> slices = List.of(SubmodelSlice.whole(matrix), corner);
        assertThat(mean(previous, slices, .5, .5).values()).containsExactly(55, 20, 30, 40, 5);
        assertThat(mean(previous, slices, .75, .25).values()).containsExactly(32.5f, 20, 30, 40, 5);
    }

    private static ParameterSet mean(ParameterSet previous, List<SubmodelSlice> slices, double... weights) {
        return MaskedMean.of(previous, slices, Stream.of(new float[] {10, 20, 30, 40}, new float[] {100}), weights);
    }
}
