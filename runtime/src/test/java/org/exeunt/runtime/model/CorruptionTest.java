package org.exeunt.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.runtime.model.Corruption.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorruptionTest {
    private static final Offset<Float> CLOSE = Offset.offset(1e-6f);
    private static final RandomStreams STREAMS = new RandomStreams(23);

    private static float[] corrupted(Corruption corruption, InputShape shape, float... values) {
        Examples examples = corruption.of(Examples.of(new float[][] {values}, new int[] {1}), shape, 2, STREAMS);
        float[] target = new float[values.length + 2];
        examples.copyTo(0, target, 1);
        assertThat(target[0]).isZero();
        assertThat(target[values.length + 1]).isZero();
        assertThat(examples.label(0)).isEqualTo(1);
        float[] result = new float[values.length];
        System.arraycopy(target, 1, result, 0, values.length);
        return result;
    }

    /** Half the distance from the mean of each channel: 2 and 10. */
    @Test
    void contrastMovesChannelsTowardsTheirMeans() {
        assertThat(corrupted(new Corruption(Kind.CONTRAST, 2), InputShape.image(2, 1, 2), 0, 4, 10, 10))
                .containsExactly(new float[] {1, 3, 10, 10}, CLOSE);
    }

    /** An impulse becomes the outer product of two Gaussians of standard deviation 1, in its own channel alone. */
    @Test
    void blurIsAGaussianAlongHeightAndWidth() {
        int side = 9;
        float[] impulse = new float[2 * side * side];
        impulse[4 * side + 4] = 1;
        float[] blurred = corrupted(new Corruption(Kind.BLUR, 5), InputShape.image(2, side, side), impulse);
        double sum = IntStream.rangeClosed(-4, 4)
                .mapToDouble(k -> Math.exp(-0.5 * k * k))
                .sum();
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double expected = Math.exp(-0.5 * ((y - 4) * (y - 4) + (x - 4) * (x - 4))) / (sum * sum);
                assertThat((double) blurred[y * side + x]).isCloseTo(expected, within(1e-6));
                assertThat(blurred[side * side + y * side + x]).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5})
    void blurKeepsConstants(int strength) {
        assertThat(corrupted(new Corruption(Kind.BLUR, strength), InputShape.of(List.of(2, 3)), 5, 5, 5, -1, -1, -1))
                .containsExactly(new float[] {5, 5, 5, -1, -1, -1}, CLOSE);
    }

    /** With a standard deviation of the data of 2, noise of strength 5 has 0.8. */
    @Test
    void noiseIsRelativeToTheDeviationOfTheData() {
        InputShape shape = InputShape.image(1, 100, 100);
        Corruption noise = new Corruption(Kind.NOISE, 5);
        float[] first = corrupted(noise, shape, new float[10_000]);
        Examples given = Examples.of(new float[][] {first}, new int[] {0});
        assertThat(Corruption.deviation(List.of(given), shape)).isCloseTo(0.8, within(0.02));
        assertThat(corrupted(noise, shape, new float[10_000]))
                .as("on every access")
                .isEqualTo(first);
    }

    @Test
    void deviationIsThatOfAllValues() {
        Examples one = Examples.of(new float[][] {{1, 3}}, new int[] {0});
        Examples other = Examples.of(new float[][] {{5, 7}, {1, 1}}, new int[] {0, 0});
        assertThat(Corruption.deviation(List.of(one, other), InputShape.of(List.of(1, 2))))
                .isCloseTo(Math.sqrt((1 + 9 + 25 + 49 + 1 + 1) / 6.0 - 9), within(1e-12));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindIsParsed(Kind kind) {
        Corruption corruption = new Corruption(kind, 3);
        assertThat(Corruption.parse(corruption.toString())).isEqualTo(corruption);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "noise", "noise:0", "noise:6", "noise:3:4", "Noise:3", "fog:1"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> Corruption.parse(text))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContaining("'" + text + "' is no corruption; expected noise, blur, contrast");
    }

    @Test
    void tokensAndVectorsAreRefused() {
        Corruption blur = new Corruption(Kind.BLUR, 1);
        for (InputShape shape : List.of(InputShape.tokens(8, 100), InputShape.vector(4))) {
            assertThatThrownBy(() -> blur.requireApplicable("texts", shape))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContaining("Examples of texts have the shape " + shape);
        }
        blur.requireApplicable("pictures", InputShape.image(3, 2, 2));
    }
}
