package org.exeunt.baselines.fedpac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrototypesTest {
    private static final float[] NONE_OF_FIRST = {0, 0, 4, 8};
    private static final float[] BOTH = {1, 2, 0, 4};

    @Test
    void prototypesAreWeightedByClassCounts() {
        assertThat(Prototypes.aggregate(
                        null, List.of(NONE_OF_FIRST, BOTH), List.of(new float[] {0, 3}, new float[] {5, 1})))
                .containsExactly(1, 2, 3, 7);
    }

    @Test
    void missingClassKeepsItsPrototype() {
        List<float[]> means = List.of(NONE_OF_FIRST);
        List<float[]> counts = List.of(new float[] {0, 3});
        float[] previous = {6, 7, 1, 1};
        assertThat(Prototypes.aggregate(previous, means, counts)).containsExactly(6, 7, 4, 8);
        assertThat(previous).as("with previous prototypes").containsExactly(6, 7, 1, 1);
        assertThat(Prototypes.aggregate(null, means, counts))
                .as("without previous prototypes")
                .containsExactly(0, 0, 4, 8);
    }

    @Test
    void zeroRowIsNoPrototype() {
        double[][] rows = Prototypes.rows(NONE_OF_FIRST, 2);
        assertThat(rows[0]).isNull();
        assertThat(rows[1]).containsExactly(4, 8);
        assertThat(Prototypes.rows(BOTH, 2)[1]).as("zero in one entry").containsExactly(0, 4);
    }

    @Test
    void fallbackReplacesMissingPrototypes() {
        ClassFeatures own = new ClassFeatures(3, 2);
        own.add(0, new double[] {1, 2}, 0);
        own.add(1, new double[] {5, 5}, 0);
        double[][] filled = Prototypes.withFallback(new float[] {0, 0, 4, 8, 0, 0}, own);
        assertThat(filled[0]).containsExactly(1, 2);
        assertThat(filled[1]).containsExactly(4, 8);
        assertThat(filled[2])
                .as("a class that the client does not have, either")
                .isNull();
    }
}
