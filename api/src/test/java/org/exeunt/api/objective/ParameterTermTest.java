package org.exeunt.api.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;

class ParameterTermTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2, 2))
            .add("stage1/mean", BlockRole.BACKBONE_STATISTIC, 1, List.of(2))
            .add("head1/W", BlockRole.HEAD, 1, List.of(3))
            .build();
    private static final ParameterLayout PAIR = new ParameterLayout.Builder()
            .add("head1/W", BlockRole.HEAD, 1, List.of(2))
            .build();

    private static float[] random(String purpose, int length) {
        RandomGenerator random = new RandomStreams(9).stream(purpose);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static ParameterSet pair(float first, float second) {
        return ParameterSet.of(PAIR.all(), new float[] {first, second});
    }

    @Test
    void proximalHasTheGradientOfItsValue() {
        ParameterSet anchor = ParameterSet.of(LAYOUT.trainable(), random("anchor", 7));
        FiniteDifferences.check(new ProximalPenalty(0.8, anchor), random("w", 9));
    }

    @Test
    void linearHasTheGradientOfItsValue() {
        ParameterSet vector = ParameterSet.of(LAYOUT.trainable(), random("vector", 7));
        FiniteDifferences.check(new LinearPenalty(-0.8, vector), random("w", 9));
    }

    @Test
    void linearIsTheInnerProduct() {
        float[] gradient = {1, 1};
        assertThat(new LinearPenalty(-1, pair(2, 3)).addTo(new float[] {5, 7}, gradient))
                .isEqualTo(-31);
        assertThat(gradient).containsExactly(-1, -2);
    }

    @Test
    void termsDoNotChangeOtherBlocks() {
        ParameterSet heads = ParameterSet.of(LAYOUT.heads(), random("heads", 3));
        for (ParameterTerm term : List.of(new ProximalPenalty(1, heads), new LinearPenalty(1, heads))) {
            float[] gradient = new float[9];
            term.addTo(random("w", 9), gradient);
            assertThat(gradient).as(term.getClass().getSimpleName()).startsWith(0, 0, 0, 0, 0, 0);
            assertThat(gradient[6]).as(term.getClass().getSimpleName()).isNotZero();
        }
    }

    @Test
    void termsAddToTheGradient() {
        float[] gradient = {10, 20};
        new ProximalPenalty(.5, pair(0, 0)).addTo(new float[] {3, 4}, gradient);
        assertThat(gradient).containsExactly(11.5f, 22);
    }

    /** Algorithms 3.3 (9c). */
    @Test
    void proximalMatchesTheWorkedExample() {
        float[] squared = new float[2];
        assertThat(new ProximalPenalty(.5, pair(1, 1)).addTo(new float[] {4, 5}, squared))
                .isEqualTo(6.25);
        assertThat(squared).containsExactly(1.5f, 2);
    }

    @Test
    void proximalIsZeroAtItsAnchor() {
        float[] gradient = new float[2];
        assertThat(new ProximalPenalty(2, pair(3, 4)).addTo(new float[] {3, 4}, gradient))
                .isZero();
        assertThat(gradient).containsOnly(0);
    }
}
