package org.exeunt.api.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftmaxTest {
    @Test
    void readsTheRowAtItsOffset() {
        double[] target = new double[2];
        double logSum = Softmax.row(new double[] {9, 9, 0, Math.log(3)}, 2, 2, 1, target);
        assertThat(target).containsExactly(new double[] {.25, .75}, within(1e-15));
        assertThat(logSum).isCloseTo(Math.log(4), within(1e-15));
    }

    @Test
    void dividesByTheTemperature() {
        double[] warm = new double[2];
        double[] halved = new double[2];
        Softmax.row(new double[] {3, 1}, 0, 2, 2, warm);
        Softmax.row(new double[] {1.5, .5}, 0, 2, 1, halved);
        assertThat(warm).isEqualTo(halved);
    }

    @Test
    void staysFiniteForHugeLogits() {
        double[] target = new double[2];
        assertThat(Softmax.row(new double[] {1e300, -1e300}, 0, 2, 1, target)).isEqualTo(1e300);
        assertThat(target).containsExactly(1, 0);
    }

    @Test
    void ofEqualProbabilitiesTheFirstIsTheLikeliest() {
        assertThat(Softmax.likeliest(new double[] {.1, .4, .4, .1})).isEqualTo(1);
    }

    @Test
    void classesAtMinusInfinityHaveProbabilityZero() {
        double[] target = new double[2];
        Softmax.row(new double[] {Double.NEGATIVE_INFINITY, 0}, 0, 2, 1, target);
        assertThat(target).containsExactly(0, 1);
    }
}
