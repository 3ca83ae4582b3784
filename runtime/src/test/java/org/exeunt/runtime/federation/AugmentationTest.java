package org.exeunt.runtime.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.run.AugmentationConfig;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final int HEIGHT = 3;
    private static final int WIDTH = 4;
    private static final InputShape SHAPE = InputShape.image(2, HEIGHT, WIDTH);
    private static final int READINGS = 2_000;

    /** Two pictures whose values are all different. */
    private static final Examples PICTURES = Examples.of(new float[][] {values(1), values(101)}, new int[] {7, 3});

    private static float[] values(int first) {
        float[] values = new float[SHAPE.size()];
        IntStream.range(0, values.length).forEach(i -> values[i] = first + i);
        return values;
    }

    private static Examples augmented(boolean flip, int crop, long seed) {
        return Augmentation.of(
                PICTURES, SHAPE, new AugmentationConfig(flip, crop), new RandomStreams(seed).stream("test"));
    }

    private static List<Float> read(Examples examples, int index) {
        float[] target = new float[SHAPE.size() + 5];
        examples.copyTo(index, target, 5);
        return IntStream.range(5, target.length).mapToObj(i -> target[i]).toList();
    }

    /** Returns the first picture, mirrored if so, moved by some pixels, computed pixel by pixel from its definition. */
    private static List<Float> moved(boolean mirrored, int down, int right) {
        List<Float> all = new ArrayList<>();
        for (int channel = 0; channel < 2; channel++) {
            for (int y = down; y < down + HEIGHT; y++) {
                for (int column = 0; column < WIDTH; column++) {
                    int x = right + (mirrored ? WIDTH - 1 - column : column);
                    boolean inside = y >= 0 && y < HEIGHT && x >= 0 && x < WIDTH;
                    all.add(inside ? 1f + (channel * HEIGHT + y) * WIDTH + x : 0);
                }
            }
        }
        return all;
    }

    @Test
    void everyChangeIsDrawnAndNoOther() {
        Set<List<Float>> expected = new HashSet<>();
        for (int down = -1; down <= 1; down++) {
            for (int right = -1; right <= 1; right++) {
                expected.add(moved(false, down, right));
                expected.add(moved(true, down, right));
            }
        }
        Examples examples = augmented(true, 1, 4);
        Set<List<Float>> found = new HashSet<>();
        IntStream.range(0, READINGS).forEach(i -> found.add(read(examples, 0)));
        assertThat(expected).hasSize(18);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void changesDoNotDependOnTheOrderOfReading() {
        Examples first = augmented(true, 2, 5);
        Examples second = augmented(true, 2, 5);
        List<List<Float>> alternating = new ArrayList<>();
        List<List<Float>> other = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            alternating.add(read(first, 0));
            other.add(read(first, 1));
        }
        assertThat(IntStream.range(0, 20).mapToObj(i -> read(second, 1))).isEqualTo(other);
        assertThat(IntStream.range(0, 20).mapToObj(i -> read(second, 0))).isEqualTo(alternating);
        assertThat(alternating.stream().distinct().count()).isGreaterThan(5);
        assertThat(first.label(0)).isEqualTo(7);
    }

    @Test
    void nothingChangesWithoutFlipAndCrop() {
        Examples plain = augmented(false, 0, 6);
        assertThat(read(plain, 1)).isEqualTo(read(PICTURES, 1));
        assertThat(read(plain, 1)).isEqualTo(read(PICTURES, 1));
    }
}
