package org.exeunt.baselines.fedamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionTest {
    private static final Offset<Double> EXACT = within(1e-9);

    /** Attention between the scalars 0, 1 and 3. */
    private static final double[][] SQUARED = {{0, 1, 9}, {1, 0, 4}, {9, 4, 0}};

    /** Cosines of (1, 0), (1, 1) and (-1, 0). */
    private static final double[][] COSINES = {
        {1, Math.sqrt(.5), -1}, {Math.sqrt(.5), 1, -Math.sqrt(.5)}, {-1, -Math.sqrt(.5), 1}
    };

    @Test
    void attentionOfScalars() {
        assertThat(Attention.attention(SQUARED[0], 0, 1, 1))
                .containsExactly(new double[] {.6319971490, .3678794412, .0001234098}, within(1e-10));
        assertThat(Attention.attention(SQUARED[0], 0, 10, 1))
                .containsExactly(new double[] {.8688592922, .0904837418, .0406569660}, within(1e-10));
    }

    @Test
    void attentionCombinesScalars() {
        double[] expected = {.3682496706, .6687518366, 2.9629984928};
        for (int i = 0; i < 3; i++) {
            double[] row = Attention.attention(SQUARED[i], i, 1, 1);
            assertThat(row[1] * 1 + row[2] * 3).as("client %d", i).isCloseTo(expected[i], EXACT);
        }
    }

    @Test
    void largeSigmaIsLocalUnlessAlphaGrowsToo() {
        assertThat(Attention.attention(SQUARED[1], 1, 1e30, 1)).containsExactly(new double[] {0, 1, 0}, EXACT);
        assertThat(Attention.attention(SQUARED[1], 1, 1e30, 1e30 / 3))
                .containsExactly(new double[] {1 / 3., 1 / 3., 1 / 3.}, EXACT);
    }

    @Test
    void largeDistancesIsolateClients() {
        assertThat(Attention.attention(new double[] {0, 800, 900}, 0, 1, 1)).containsExactly(1, 0, 0);
    }

    @Test
    void heuristicOfVectors() {
        assertThat(Attention.heuristic(COSINES[0], 0, 10, .5))
                .containsExactly(new double[] {.5, .4999999807, 1.93e-8}, within(1e-10));
        assertThat(Attention.heuristic(COSINES[0], 0, 1, .5))
                .containsExactly(new double[] {.5, .4232303219, .0767696781}, within(1e-10));
    }

    @Test
    void heuristicWithZeroSigmaIsAnAverage() {
        for (int i = 0; i < 3; i++) {
            assertThat(Attention.heuristic(COSINES[i], i, 0, 1 / 3.))
                    .containsExactly(new double[] {1 / 3., 1 / 3., 1 / 3.}, EXACT);
        }
    }

    @Test
    void singleClientHasAllWeight() {
        assertThat(Attention.heuristic(new double[] {1}, 0, 10, .5)).containsExactly(1);
        assertThat(Attention.attention(new double[] {0}, 0, 1, 1)).containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 10, 700, 1e6})
    void heuristicRowsAreOnTheSimplex(double sigma) {
        for (int i = 0; i < 3; i++) {
            double[] row = Attention.heuristic(COSINES[i], i, sigma, .25);
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, EXACT);
            assertThat(Arrays.stream(row).min().orElseThrow()).isNotNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {.1, 1, 5, 100})
    void attentionRowsSumToOneAndCanBeClipped(double alpha) {
        for (int i = 0; i < 3; i++) {
            double[] row = Attention.attention(SQUARED[i], i, 1, alpha);
            assertThat(Arrays.stream(row).sum()).isCloseTo(1, EXACT);
            double[] clipped = Attention.clipped(Attention.attention(SQUARED[i], i, 1, 100), i);
            assertThat(Arrays.stream(clipped).sum()).isCloseTo(1, EXACT);
            assertThat(clipped[i]).isZero();
            assertThat(clipped[(i + 1) % 3] * row[(i + 2) % 3])
                    .as("proportions of the other weights are kept")
                    .isCloseTo(clipped[(i + 2) % 3] * row[(i + 1) % 3], EXACT);
        }
    }
}
