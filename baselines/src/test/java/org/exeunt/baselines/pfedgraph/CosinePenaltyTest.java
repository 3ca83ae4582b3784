package org.exeunt.baselines.pfedgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.junit.jupiter.api.Test;

class CosinePenaltyTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2))
            .add("head1/W", BlockRole.HEAD, 1, List.of(2))
            .build();
    private static final CosinePenalty ALONG_FIRST = penalty(1, 1, 0);

    private static CosinePenalty penalty(double strength, float first, float second) {
        return new CosinePenalty(strength, ParameterSet.of(LAYOUT.heads(), new float[] {first, second}));
    }

    /** Algorithms 3.10 (9). */
    @Test
    void matchesTheWorkedExample() {
        float[] gradient = new float[4];
        assertThat(ALONG_FIRST.addTo(new float[] {7, 9, 3, 4}, gradient)).isCloseTo(.6, within(1e-12));
        assertThat(gradient).containsExactly(new float[] {0, 0, .128f, -.096f}, within(1e-7f));
        assertThat(3 * gradient[2] + 4 * gradient[3]).as("along w").isCloseTo(0, within(1e-7f));
    }

    @Test
    void hasTheGradientOfItsValue() {
        CosinePenalty term = penalty(-0.8, 1.5f, -0.4f);
        float[] gradient = new float[4];
        term.addTo(new float[] {0, 0, 0.7f, -1.1f}, gradient);
        float step = 1f / 128; // exact in float32
        for (int i = 2; i < 4; i++) {
            float[] up = {0, 0, 0.7f, -1.1f};
            float[] down = up.clone();
            up[i] += step;
            down[i] -= step;
            double slope = (term.addTo(up, new float[4]) - term.addTo(down, new float[4])) / ((double) up[i] - down[i]);
            assertThat((double) gradient[i]).as("index %d", i).isCloseTo(slope, within(1e-4));
        }
    }

    @Test
    void isZeroAtTheOrigin() {
        float[] gradient = new float[4];
        assertThat(ALONG_FIRST.addTo(new float[4], gradient)).isZero();
        assertThat(gradient).containsOnly(0);
    }
}
