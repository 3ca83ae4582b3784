package org.exeunt.api.objective;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinearMapTest {
    private final LinearMap map = LinearMap.of(new float[] {1, 2, 3, -1, 0, 4}, 3);

    @Test
    void rowsAreMappedOneByOne() {
        assertThat(map.outputs()).isEqualTo(2);
        assertThat(map.apply(new double[] {1, 0, 2, -1, 1, 0, Double.NaN}, 2)).containsExactly(7, 7, 1, 1);
    }

    @Test
    void gradientsAreAddedToSums() {
        double[] x = {1, 0, 2, -1, 1, 0};
        double[] atOutputs = {1, 2, 0, 3};
        double[] weights = {10, 0, 0, 0, 0, 0};
        double[] inputs = {0, 0, 0, 0, 0, 100};
        map.addWeightGradient(x, atOutputs, 2, weights);
        map.addInputGradient(atOutputs, 2, inputs);

        assertThat(weights).containsExactly(11, 0, 2, 2 - 3, 3, 4);
        assertThat(inputs).containsExactly(1 - 2, 2, 3 + 8, -3, 0, 112);
    }
}
