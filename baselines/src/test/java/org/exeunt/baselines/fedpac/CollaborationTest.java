package org.exeunt.baselines.fedpac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;

class CollaborationTest {
    private static final Offset<Double> WORKED = within(1e-6);
    private static final Offset<Double> EXACT = within(1e-9);

    private static Collaboration of(ClassFeatures... clients) {
        return new Collaboration(
                Arrays.stream(clients).map(ClassFeatures::weightedMeans).toList(),
                Arrays.stream(clients).mapToDouble(ClassFeatures::variance).toArray());
    }

    @Test
    void weightsMatchTheWorkedExample() {
        Collaboration all = of(ClassFeaturesTest.A, ClassFeaturesTest.B, ClassFeaturesTest.C);
        assertThat(all.row(0)).containsExactly(new double[] {.5827395091, .2533650040, .1638954869}, WORKED);
        assertThat(all.row(1)).containsExactly(new double[] {.2787015044, .6429136975, .0783847981}, WORKED);
        assertThat(all.row(2)).containsExactly(new double[] {.0582739509, .0253365004, .9163895487}, WORKED);
    }

    @Test
    void selfWeightGrowsWithDistance() {
        Collaboration both = of(ClassFeaturesTest.A, ClassFeaturesTest.B);
        assertThat(both.row(0)).containsExactly(new double[] {.6969696970, .3030303030}, EXACT);
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
}
