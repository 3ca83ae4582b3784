package org.exeunt.strategies.cafedistill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.strategies.teachers.Simplex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonAndMixtureTest {
    private static List<ParameterSet> vectors(int count, int length, RandomGenerator random) {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add("head", BlockRole.HEAD, 1, List.of(length))
                .build();
        List<ParameterSet> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] values = new float[length];
            for (int p = 0; p < length; p++) {
                values[p] = (float) random.nextGaussian();
            }
            vectors.add(ParameterSet.of(layout.all(), values));
        }
        return vectors;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 63", "3, 64", "9, 65", "17, 200"})
    void comparesAsTheArithmeticOfParametersDoes(int count, int length) {
        List<ParameterSet> vectors = vectors(count, length, new RandomStreams(count).stream("vectors"));
        Comparison comparison = Comparison.of(vectors);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                assertThat(comparison.cosines()[i][j])
                        .as("clients %d and %d of %d, %d values", i, j, count, length)
                        .isEqualTo(i == j ? 1 : ParameterMath.cosine(vectors.get(i), vectors.get(j)));
                double norm = ParameterMath.norm(ParameterMath.subtract(vectors.get(i), vectors.get(j)));
                // differences are rounded to float on the other side
                assertThat(comparison.squaredDistances()[i][j]).isCloseTo(norm * norm, within(1e-4));
            }
        }
    }

    @Test
    void aClientThatDidNotMoveIsLikeNobody() {
        List<ParameterSet> vectors = vectors(2, 5, new RandomStreams(1).stream("vectors"));
        List<ParameterSet> withZero =
                List.of(vectors.get(0), ParameterSet.zeros(vectors.get(0).blocks()), vectors.get(1));
        double[][] cosines = Comparison.of(withZero).cosines();
        assertThat(cosines[1]).containsExactly(0, 0, 0);
        assertThat(cosines[0][1]).isZero();
        assertThat(cosines[0][0]).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 64", "9, 65", "17, 200"})
    void mixesAsTheArithmeticOfParametersDoes(int count, int length) {
        RandomGenerator random = new RandomStreams(count).stream("mixture");
        List<ParameterSet> heads = vectors(count, length, random);
        double[][] weights = new double[4][];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Simplex.project(random.doubles(count, -.2, .4).toArray());
        }
        List<ParameterSet> mixed = Mixture.of(heads, weights);
        for (int i = 0; i < weights.length; i++) {
            assertThat(mixed.get(i)).isEqualTo(ParameterMath.weightedSum(heads, weights[i]));
        }
    }
}
