package org.exeunt.baselines.fedpac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.strategies.ClassFeatures;
import org.exeunt.strategies.Prototypes;
import org.junit.jupiter.api.Test;

/** Statistics of features, weights of heads, and prototypes. */
class FedPacPartsTest {
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

    private static final Offset<Double> WORKED = within(1e-6);
    private static final Offset<Double> EXACT = within(1e-9);

    private static Collaboration of(ClassFeatures... clients) {
        return new Collaboration(
                Arrays.stream(clients).map(ClassFeatures::weightedMeans).toList(),
                Arrays.stream(clients).mapToDouble(ClassFeatures::variance).toArray());
    }

    @Test
    void weightsMatchTheWorkedExample() {
        Collaboration all = of(A, B, C);
        assertThat(all.row(0)).containsExactly(new double[] {.5827395091, .2533650040, .1638954869}, WORKED);
        assertThat(all.row(1)).containsExactly(new double[] {.2787015044, .6429136975, .0783847981}, WORKED);
        assertThat(all.row(2)).containsExactly(new double[] {.0582739509, .0253365004, .9163895487}, WORKED);
    }

    @Test
    void selfWeightGrowsWithDistance() {
        assertThat(of(A, B).row(0)).containsExactly(new double[] {.6969696970, .3030303030}, EXACT);
        for (double delta : new double[] {0, .25, 4, 100}) {
            float offset = (float) Math.sqrt(delta);
            double[] variances = {.5, .3};
            double[] row =
                    new Collaboration(List.of(new float[] {1, 2}, new float[] {1 + offset, 2}), variances).row(0);
            double expected = (.3 + delta) / (.5 + .3 + delta);
            assertThat(row).as("delta %s", delta).containsExactly(new double[] {expected, 1 - expected}, WORKED);
        }
    }

    @Test
    void equalMeansAreWeightedByVariance() {
        float[] mean = {.3f, -2, 7};
        Collaboration equal = new Collaboration(List.of(mean, mean, mean), new double[] {.625, .6875, 2 / 9.0});
        for (int client = 0; client < 3; client++) {
            assertThat(equal.row(client)).containsExactly(new double[] {.2117930205, .1925391095, .5956678700}, EXACT);
        }
    }

    @Test
    void identicalClientsHaveAnyWeights() {
        float[] mean = {.1f, .7f};
        assertThat(new Collaboration(List.of(mean, mean), new double[2]).row(1)).containsExactly(1, 0);
        assertThat(new Collaboration(List.of(mean), new double[] {.4}).row(0)).containsExactly(1);
    }

    @Test
    void commonOffsetDoesNotChangeWeights() {
        RandomGenerator random = new RandomStreams(4).stream("means");
        // multiples of 1/64, which floats represent exactly near 1000
        List<float[]> near = IntStream.range(0, 6)
                .mapToObj(i -> floats(random.ints(8, -64, 64).toArray()))
                .toList();
        List<float[]> far = near.stream()
                .map(mean -> {
                    float[] moved = mean.clone();
                    for (int f = 0; f < moved.length; f++) {
                        moved[f] += 1000;
                    }
                    return moved;
                })
                .toList();
        double[] variances = random.doubles(6, 0, 1).toArray();
        for (int client = 0; client < 6; client++) {
            assertThat(new Collaboration(far, variances).row(client))
                    .containsExactly(new Collaboration(near, variances).row(client), EXACT);
        }
    }

    private static float[] floats(int[] sixtyFourths) {
        float[] floats = new float[sixtyFourths.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = sixtyFourths[i] / 64f;
        }
        return floats;
    }

    @Test
    void smallWeightsAreRemoved() {
        assertThat(Collaboration.withoutSmall(new double[] {.7, 1e-3, .299}))
                .as("the others are divided by their sum")
                .containsExactly(new double[] {.7 / .999, 0, .299 / .999}, EXACT);
        double[] equal = new double[1000];
        Arrays.fill(equal, 1e-3);
        assertThat(Collaboration.withoutSmall(equal))
                .as("no weight above the limit")
                .isEqualTo(equal);
    }

    private static final float[] NONE_OF_FIRST = {0, 0, 4, 8};
    private static final float[] BOTH = {1, 2, 0, 4};

    @Test
    void prototypesAreWeightedByClassCounts() {
        assertThat(Prototypes.aggregate(
                        null, List.of(NONE_OF_FIRST, BOTH), List.of(new float[] {0, 3}, new float[] {5, 1})))
                .containsExactly(1, 2, 3, 7);
    }

    @Test
    void missingClassKeepsItsPrototype() {
        List<float[]> means = List.of(NONE_OF_FIRST);
        List<float[]> counts = List.of(new float[] {0, 3});
        float[] previous = {6, 7, 1, 1};
        assertThat(Prototypes.aggregate(previous, means, counts)).containsExactly(6, 7, 4, 8);
        assertThat(previous).as("with previous prototypes").containsExactly(6, 7, 1, 1);
        assertThat(Prototypes.aggregate(null, means, counts))
                .as("without previous prototypes")
                .containsExactly(0, 0, 4, 8);
    }

    @Test
    void zeroRowIsNoPrototype() {
        double[][] rows = Prototypes.rows(NONE_OF_FIRST, 2);
        assertThat(rows[0]).isNull();
        assertThat(rows[1]).containsExactly(4, 8);
        assertThat(Prototypes.rows(BOTH, 2)[1]).as("zero in one entry").containsExactly(0, 4);
    }

    @Test
    void fallbackReplacesMissingPrototypes() {
        ClassFeatures own = new ClassFeatures(3, 2);
        own.add(0, new double[] {1, 2}, 0);
        own.add(1, new double[] {5, 5}, 0);
        double[][] filled = Prototypes.withFallback(new float[] {0, 0, 4, 8, 0, 0}, own);
        assertThat(filled[0]).containsExactly(1, 2);
        assertThat(filled[1]).containsExactly(4, 8);
        assertThat(filled[2])
                .as("a class that the client does not have, either")
                .isNull();
    }
}
