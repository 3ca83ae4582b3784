package org.exeunt.api.params;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.api.params.Layouts.TWO_EXITS;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterMathTest {
    private static ParameterSet heads(float... values) {
        return ParameterSet.of(TWO_EXITS.heads(), values);
    }

    @Test
    void addsSubtractsAndScales() {
        ParameterSet a = heads(1, 2, 3, 4);
        ParameterSet b = heads(4, 3, 2, 1);
        assertThat(ParameterMath.add(a, b)).isEqualTo(heads(5, 5, 5, 5));
        assertThat(ParameterMath.subtract(a, b)).isEqualTo(heads(-3, -1, 1, 3));
        assertThat(ParameterMath.scale(-2, a)).isEqualTo(heads(-2, -4, -6, -8));
        assertThat(ParameterMath.axpy(10, a, b)).isEqualTo(heads(14, 23, 32, 41));
        assertThat(a).as("arguments stay").isEqualTo(heads(1, 2, 3, 4));
    }

    @Test
    void measuresProductsNormsAndAngles() {
        ParameterSet a = heads(3, 0, 4, 0);
        ParameterSet b = heads(0, 1, 2, 0);
        assertThat(ParameterMath.dot(a, b)).isEqualTo(8);
        assertThat(ParameterMath.norm(a)).isEqualTo(5);
        assertThat(ParameterMath.cosine(a, b)).isCloseTo(8 / (5 * Math.sqrt(5)), within(1e-15));
        assertThat(ParameterMath.cosine(a, ParameterMath.scale(-7, a))).isCloseTo(-1, within(1e-15));
    }

    /** The square of the rounded norm, sqrt(3), is less than 3. */
    @Test
    void roundingDoesNotTakeCosinesOutOfRange() {
        ParameterSet a = heads(1, 1, 1, 0);
        assertThat(ParameterMath.cosine(a, a)).isEqualTo(1);
        assertThat(ParameterMath.cosine(a, ParameterMath.scale(-1, a))).isEqualTo(-1);
    }

    @Test
    void cosineWithZeroOrNaNIsZero() {
        ParameterSet a = heads(1, 2, 3, 4);
        assertThat(ParameterMath.cosine(a, heads(0, 0, 0, 0))).isZero();
        assertThat(ParameterMath.cosine(heads(1e-13f, 0, 0, 0), a)).isZero();
        assertThat(ParameterMath.cosine(heads(Float.NaN, 0, 0, 0), a)).isZero();
    }

    @Test
    void averagesByShares() {
        List<ParameterSet> sets = List.of(heads(1, 0, 0, 0), heads(0, 1, 0, 0), heads(0, 0, 1, 0));
        assertThat(ParameterMath.weightedMean(sets, new double[] {2, 1, 1})).isEqualTo(heads(.5f, .25f, .25f, 0));
        assertThat(ParameterMath.weightedSum(sets, new double[] {2, 1, 1})).isEqualTo(heads(2, 1, 1, 0));
    }

    /** In float, 1e8 + 1 equals 1e8, so a float sum would lose every 1. */
    @Test
    void accumulatesInDouble() {
        List<ParameterSet> sets = List.of(
                heads(1e8f, 0, 0, 0), heads(1, 0, 0, 0), heads(1, 0, 0, 0), heads(1, 0, 0, 0), heads(-1e8f, 0, 0, 0));
        assertThat(ParameterMath.weightedSum(sets, new double[] {1, 1, 1, 1, 1}))
                .isEqualTo(heads(3, 0, 0, 0));
    }

    @Test
    void meanOfEqualSetsIsThatSet() {
        ParameterSet a = heads(.1f, -.7f, 1e-20f, 3e7f);
        assertThat(ParameterMath.weightedMean(Collections.nCopies(7, a), new double[] {1, 2, 3, 4, 5, 6, 7}))
                .isEqualTo(a);
    }

    @Test
    void rejectsSetsOfDifferentBlocks() {
        ParameterSet backbone = ParameterSet.zeros(TWO_EXITS.backbone());
        ParameterSet heads = heads(1, 2, 3, 4);
        assertThatThrownBy(() -> ParameterMath.add(heads, backbone))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("different blocks");
        assertThatThrownBy(() -> ParameterMath.dot(heads, backbone)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ParameterMath.weightedSum(List.of(heads, backbone), new double[] {1, 1}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rejectsMissingSetsAndWeights() {
        assertThatThrownBy(() -> ParameterMath.weightedSum(List.of(), new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> ParameterMath.weightedSum(List.of(heads(1, 2, 3, 4)), new double[] {1, 2}))
                .hasMessageContaining("1 parameter sets and 2 weights");
        assertThatThrownBy(() -> ParameterMath.weightedMean(List.of(heads(1, 2, 3, 4)), new double[] {0}))
                .hasMessageContaining("sum to 0.0");
    }
}
