package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.run.FeatureShiftConfig;
import org.junit.jupiter.api.Test;

class FeatureShiftTest {
    private static final FeatureShiftConfig UNCHANGED = new FeatureShiftConfig(0, 0, 1, 0, 0);
    private static final InputShape PICTURE = InputShape.image(2, 2, 3);
    private static final float[] VALUES = {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};

    private static FeatureShift shift(InputShape input, int clients, FeatureShiftConfig... groups) {
        return FeatureShift.of(Optional.of(List.of(groups)), clients, input, new RandomStreams(3));
    }

    private static float[] seen(InputShape input, float[] values, FeatureShiftConfig change) {
        return values(shift(input, 1, change).seen(Examples.of(new float[][] {values}, new int[1]), new ClientId(0)));
    }

    private static float[] values(Examples examples) {
        float[] padded = new float[VALUES.length + 2];
        examples.copyTo(0, padded, 1);
        assertThat(new float[] {padded[0], padded[padded.length - 1]}).containsOnly(0);
        return Arrays.copyOfRange(padded, 1, padded.length - 1);
    }

    @Test
    void groupsDifferInSizeByOneAtMost() {
        FeatureShift shift = shift(
                PICTURE,
                11,
                UNCHANGED,
                new FeatureShiftConfig(-90, 0, 1, 0, 0.25),
                new FeatureShiftConfig(0, 7, 2, -1, 0));
        Map<String, Long> sizes = IntStream.range(0, 11)
                .mapToObj(client -> shift.of(new ClientId(client)).orElseThrow())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(sizes)
                .containsOnlyKeys("unchanged", "rotate -90, noise 0.25", "permute 7, scale 2, offset -1")
                .allSatisfy((name, size) -> assertThat(size).isBetween(3L, 4L));
    }

    @Test
    void picturesTurnClockwise() {
        assertThat(seen(PICTURE, VALUES, new FeatureShiftConfig(180, 0, 1, 0, 0)))
                .containsExactly(6, 5, 4, 3, 2, 1, 60, 50, 40, 30, 20, 10);
        InputShape square = InputShape.image(3, 2, 2);
        assertThat(seen(square, VALUES, new FeatureShiftConfig(90, 0, 1, 0, 0)))
                .as("1 2 / 3 4 becomes 3 1 / 4 2")
                .containsExactly(3, 1, 4, 2, 10, 5, 20, 6, 50, 30, 60, 40);
        assertThat(seen(square, VALUES, new FeatureShiftConfig(-270, 0, 1, 0, 0)))
                .isEqualTo(seen(square, VALUES, new FeatureShiftConfig(90, 0, 1, 0, 0)));
    }

    @Test
    void pixelsHaveTheNearestValueOrZero() {
        assertThat(seen(InputShape.image(4, 1, 3), VALUES, new FeatureShiftConfig(90, 0, 1, 0, 0)))
                .as("a row becomes a column, of which a pixel is inside")
                .containsExactly(0, 2, 0, 0, 5, 0, 0, 20, 0, 0, 50, 0);
        assertThat(seen(InputShape.image(1, 3, 4), VALUES, new FeatureShiftConfig(20, 0, 1, 0, 0)))
                .containsExactly(5, 2, 3, 4, 30, 6, 10, 4, 30, 40, 50, 20);
    }

    @Test
    void channelsHaveOneOrderThatItsNumberDetermines() {
        float[] first = seen(PICTURE, VALUES, new FeatureShiftConfig(0, 1, 1, 0, 0));
        assertThat(Arrays.copyOf(first, 6))
                .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6)
                .isNotEqualTo(Arrays.copyOf(VALUES, 6));
        for (int i = 0; i < 6; i++) {
            assertThat(first[6 + i]).isEqualTo(10 * first[i]);
        }
        assertThat(seen(PICTURE, VALUES, new FeatureShiftConfig(0, 1, 1, 0, 0))).isEqualTo(first);
        assertThat(seen(PICTURE, VALUES, new FeatureShiftConfig(0, 2, 1, 0, 0))).isNotEqualTo(first);
        assertThat(seen(InputShape.vector(12), VALUES, new FeatureShiftConfig(0, 1, 1, 0, 0)))
                .containsExactlyInAnyOrder(VALUES);
    }

    @Test
    void valuesAreScaledThenMoved() {
        float[] seen = seen(InputShape.vector(12), VALUES, new FeatureShiftConfig(0, 0, -2, 0.5, 0));
        assertThat(seen).startsWith(-1.5f, -3.5f).endsWith(-119.5f);
        assertThat(seen(PICTURE, VALUES, UNCHANGED)).isEqualTo(VALUES);
    }

    @Test
    void anInputHasTheSameNoiseWhereverItIsReadAndAnotherOneOnEachClient() {
        FeatureShift shift = shift(PICTURE, 2, new FeatureShiftConfig(0, 0, 1, 0, 0.5));
        Examples alone = Examples.of(new float[][] {VALUES}, new int[1]);
        Examples behind =
                Examples.of(new float[][] {new float[12], VALUES}, new int[2]).select(new int[] {1});
        float[] noisy = values(shift.seen(alone, new ClientId(0)));
        assertThat(values(shift.seen(behind, new ClientId(0)))).isEqualTo(noisy);
        assertThat(values(shift.seen(alone, new ClientId(1)))).isNotEqualTo(noisy);
        double squares = IntStream.range(0, 12)
                .mapToDouble(i -> Math.pow(noisy[i] - VALUES[i], 2))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(squares)).isBetween(0.2, 1.0);
    }
}
