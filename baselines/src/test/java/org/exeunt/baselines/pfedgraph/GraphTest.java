package org.exeunt.baselines.pfedgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphTest {
    private static final Offset<Double> EXACT = within(1e-9);
    private static final double[] P = {.5, .3, .2};

    private static double[] row(double alpha) {
        return PFedGraph.graph(new double[][] {{1, .5, -.2}}, P, alpha)[0];
    }

    @ParameterizedTest
    @CsvSource({
        ".8, .75625, .24375, 0",
        ".5, .85, .15, 0",
        "5, .5566666667, .3066666667, .1366666667",
        "1e-9, 1, 0, 0",
        "1e12, .5, .3, .2"
    })
    void rowOfOneClient(double alpha, double first, double second, double third) {
        assertThat(row(alpha)).containsExactly(new double[] {first, second, third}, within(1e-9));
    }

    @Test
    void cohortWeightsMatchTheExample() {
        double[][] rows = PFedGraph.graph(new double[][] {{1, .5, -.2}, {.5, 1, .1}, {-.2, .1, 1}}, P, .8);
        assertThat(rows[0]).containsExactly(new double[] {.75625, .24375, 0}, EXACT);
        assertThat(rows[1]).containsExactly(new double[] {.44375, .55625, 0}, EXACT);
        assertThat(rows[2]).containsExactly(new double[] {.1875, .175, .6375}, EXACT);
    }

    @Test
    void similarCosinesAreRoundedToOne() {
        double[][] cosines = {{1, .95, .8}};
        double[] third = {1 / 3., 1 / 3., 1 / 3.};
        assertThat(PFedGraph.graph(cosines, third, 1e-6)[0])
                .as("a tie is split evenly")
                .containsExactly(new double[] {.5, .5, 0}, EXACT);
    }

    @ParameterizedTest
    @CsvSource({"1, .8", "2, .01", "3, 100"})
    void rowsAreOnTheSimplex(long seed, double alpha) {
        RandomGenerator random = new RandomStreams(seed).stream("cosines");
        double[][] cosines = new double[6][];
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = random.doubles(6, -1, 1).toArray();
        }
        double[] sixth = new double[6];
        Arrays.fill(sixth, 1 / 6.);
        for (double[] row : PFedGraph.graph(cosines, sixth, alpha)) {
            assertThat(Arrays.stream(row).sum()).as("seed %d", seed).isCloseTo(1, EXACT);
            assertThat(Arrays.stream(row).min().orElseThrow()).isNotNegative();
        }
    }
}
