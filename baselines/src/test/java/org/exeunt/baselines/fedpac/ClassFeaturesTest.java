package org.exeunt.baselines.fedpac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassFeaturesTest {
    /** Clients of the worked example: features of classes 0 and 1. */
    static final ClassFeatures A = of(new double[][] {{1, 0}, {3, 0}}, new double[][] {{0, 2}, {0, 2}});

    static final ClassFeatures B = of(new double[][] {{2, 1}, {0, 1}, {1, 1}}, new double[][] {{1, 3}});
    static final ClassFeatures C = of(new double[][] {}, new double[][] {{0, 1}, {0, 3}, {0, 2}});

    private static ClassFeatures of(double[][]... byClass) {
        ClassFeatures features = new ClassFeatures(byClass.length, 2);
        for (int c = 0; c < byClass.length; c++) {
            for (double[] feature : byClass[c]) {
                // surrounded by values that must not be read
                features.add(c, new double[] {9, 9, feature[0], feature[1], 9}, 2);
            }
        }
        return features;
    }

    @Test
    void variancesMatchTheExample() {
        assertThat(A.variance()).isCloseTo(.625, within(1e-9));
        assertThat(B.variance()).isCloseTo(.6875, within(1e-9));
        assertThat(C.variance()).isCloseTo(.2222222222, within(1e-9));
    }

    @Test
    void weightedMeansMatchTheExample() {
        assertThat(A.weightedMeans()).containsExactly(1, 0, 0, 1);
        assertThat(B.weightedMeans()).containsExactly(.75f, .75f, .25f, .75f);
        assertThat(C.weightedMeans()).containsExactly(0, 0, 0, 2);
    }

    @Test
    void meansAndCountsAreByClass() {
        assertThat(A.means()).containsExactly(2, 0, 0, 2);
        assertThat(B.means()).containsExactly(1, 1, 1, 3);
        assertThat(B.counts()).containsExactly(3, 1);
        assertThat(C.means()).as("no example of class 0").containsExactly(0, 0, 0, 2);
        assertThat(C.counts()).containsExactly(0, 3);
    }

    /** Rounding must not make a variance negative: the quadratic program of the heads would have no minimum. */
    @Test
    void equalFeaturesHaveNoVariance() {
        double[] third = {1 / 3.0, 1e-3 / 7};
        ClassFeatures constant = of(new double[][] {third, third, third, third, third}, new double[][] {});
        assertThat(constant.variance()).isNotNegative().isLessThan(1e-16);
    }
}
