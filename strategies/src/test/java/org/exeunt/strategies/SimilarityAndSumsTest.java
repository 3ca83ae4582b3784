package org.exeunt.strategies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.strategies.simplex.Simplex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimilarityAndSumsTest {
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
    @CsvSource({"1, 1", "2, 63", "3, 64", "9, 65", "17, 200", "3, 8193", "300, 101"})
    void similarityMatchesParameterMath(int count, int length) {
        List<ParameterSet> vectors = vectors(count, length, new RandomStreams(count).stream("vectors"));
        PairwiseSimilarity similarity = compare(vectors);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                assertThat(similarity.cosines()[i][j])
                        .as("clients %d and %d of %d, %d values", i, j, count, length)
                        .isEqualTo(i == j ? 1 : ParameterMath.cosine(vectors.get(i), vectors.get(j)));
                double norm = ParameterMath.norm(ParameterMath.subtract(vectors.get(i), vectors.get(j)));
                // ParameterMath rounds differences to float
                assertThat(similarity.squaredDistances()[i][j]).isCloseTo(norm * norm, within(1e-4));
            }
        }
    }

    private static PairwiseSimilarity compare(List<ParameterSet> vectors) {
        return PairwiseSimilarity.of(
                LinearAlgebra.plain(), vectors.stream().map(ParameterVector::of).toList());
    }

    @Test
    void differenceMatchesParameterMath() {
        List<ParameterSet> sets = vectors(2, 300, new RandomStreams(5).stream("vectors"));
        ParameterVector difference = ParameterVector.difference(sets.get(0), sets.get(1));
        float[] values = new float[200];
        difference.read(100, values, 200);
        assertThat(difference.size()).isEqualTo(300);
        assertThat(values)
                .containsExactly(Arrays.copyOfRange(
                        ParameterMath.subtract(sets.get(0), sets.get(1)).values(), 100, 300));
        ParameterSet longer =
                vectors(1, 301, new RandomStreams(5).stream("vectors")).get(0);
        assertThatThrownBy(() -> ParameterVector.difference(sets.get(0), longer))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void zeroVectorHasCosineZero() {
        List<ParameterSet> vectors = vectors(2, 5, new RandomStreams(1).stream("vectors"));
        List<ParameterSet> withZero =
                List.of(vectors.get(0), ParameterSet.zeros(vectors.get(0).blocks()), vectors.get(1));
        double[][] cosines = compare(withZero).cosines();
        assertThat(cosines[1]).containsExactly(0, 0, 0);
        assertThat(cosines[0][1]).isZero();
        assertThat(cosines[0][0]).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 64", "9, 65", "17, 200", "5, 300", "3, 8193", "60, 300"})
    void sumsMatchParameterMath(int count, int length) {
        RandomGenerator random = new RandomStreams(count).stream("mixture");
        List<ParameterSet> heads = vectors(count, length, random);
        double[][] weights = new double[75][];
        for (int i = 0; i < weights.length; i++) {
            // both dense and sparse rows
            double lowest = i % 5 < 3 ? 0.3 : -0.2;
            weights[i] = Simplex.project(random.doubles(count, lowest, 0.4).toArray());
        }
        List<ParameterSet> sums = WeightedSums.of(LinearAlgebra.plain(), heads, weights);
        for (int i = 0; i < weights.length; i++) {
            assertThat(sums.get(i)).isEqualTo(ParameterMath.weightedSum(heads, weights[i]));
        }
    }

    @Test
    void zeroWeightSkipsNonFiniteValues() {
        List<ParameterSet> heads = vectors(3, 5, new RandomStreams(2).stream("vectors"));
        ParameterSet nonFinite = ParameterSet.of(
                heads.get(0).blocks(), new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, 1});
        List<ParameterSet> sums =
                WeightedSums.of(LinearAlgebra.plain(), List.of(heads.get(0), nonFinite, heads.get(2)), new double[][] {
                    {0, 0, 1}, {.25, 0, .75}
                });
        assertThat(sums.get(0)).isEqualTo(heads.get(2));
        assertThat(sums.get(1)).isEqualTo(ParameterMath.weightedSum(heads, new double[] {.25, 0, .75}));
    }
}
