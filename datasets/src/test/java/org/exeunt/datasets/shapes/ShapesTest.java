package org.exeunt.datasets.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Drawn shapes, and the data set of their pictures. */
class ShapesTest {
    @ParameterizedTest
    @CsvSource({
        "DISC, 0, 0, true", "RING, 0, 0, false", "RING, 0.7, 0, true", "SQUARE, 0.65, 0.65, true",
        "DISC, 0.7, 0.7, false", "TRIANGLE, 0, 0.95, true", "TRIANGLE, 0, -0.95, false", "CROSS, 0.9, 0, true",
        "CROSS, 0.5, 0.5, false", "STAR, 0, 0.95, true", "STAR, 0, -0.6, false", "CRESCENT, -0.8, 0, true",
        "CRESCENT, 0.5, 0, false", "HEART, 0, -0.8, true", "HEART, 0, 0.75, false", "ARROW, 0, -0.8, true",
        "ARROW, 0.5, -0.5, false", "STRIPES, 0, 0.62, true", "STRIPES, 0, 0.31, false"
    })
    void distanceIsNegativeInside(Shape shape, double x, double y, boolean inside) {
        assertThat(shape.distance(x, y) < 0).isEqualTo(inside);
    }

    @ParameterizedTest
    @EnumSource
    void fitsIntoTheUnitCircle(Shape shape) {
        for (int i = 0; i < 360; i++) {
            double angle = Math.toRadians(i);
            assertThat(shape.distance(1.001 * Math.cos(angle), 1.001 * Math.sin(angle)))
                    .as("%s at %d degrees", shape, i)
                    .isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void distanceIsLipschitzContinuous(Shape shape) {
        RandomGenerator random = new RandomStreams(5).stream("points");
        for (int i = 0; i < 2000; i++) {
            double x = 2 * random.nextDouble() - 1;
            double y = 2 * random.nextDouble() - 1;
            double dx = 0.2 * random.nextDouble() - 0.1;
            double dy = 0.2 * random.nextDouble() - 0.1;
            assertThat(Math.abs(shape.distance(x + dx, y + dy) - shape.distance(x, y)))
                    .as("%s from (%s, %s) by (%s, %s)", shape, x, y, dx, dy)
                    .isLessThanOrEqualTo(Math.hypot(dx, dy) + 1e-12);
        }
    }

    @Test
    void namesAreInLabelOrder() {
        assertThat(Shape.names()).hasSize(10).startsWith("disc", "ring").endsWith("stripes");
    }

    private static final int PIXELS = 3 * 32 * 32;
    private static final RandomStreams STREAMS = new RandomStreams(7);

    @Test
    void classesAreEquallyFrequent() {
        Dataset shapes = draw(120, 50, 0.3, 0.05);
        assertThat(shapes.train().classCounts(10)).containsOnly(12);
        assertThat(shapes.test().classCounts(10)).containsOnly(5);
        assertThat(shapes.classNames()).hasSize(10);
        assertThat(shapes.input().size()).isEqualTo(PIXELS);
        assertThat(shapes.files()).singleElement().satisfies(file -> assertThat(file.records())
                .isEqualTo(170));
    }

    @Test
    void examplesDoNotDependOnTheirNumber() {
        Dataset few = draw(20, 10, 0.3, 0.05);
        Dataset many = draw(90, 40, 0.3, 0.05);
        for (int i = 0; i < 20; i++) {
            assertThat(image(few.train(), i)).as("training example %d", i).isEqualTo(image(many.train(), i));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(image(few.test(), i)).as("test example %d", i).isEqualTo(image(many.test(), i));
        }
    }

    @Test
    void noTwoPicturesAreTheSame() {
        Examples all = draw(300, 300, 0.3, 0).all();
        assertThat(IntStream.range(0, all.size())
                        .mapToObj(i -> Arrays.hashCode(image(all, i)))
                        .distinct())
                .hasSize(600);
    }

    @Test
    void anotherSeedDrawsOtherPictures() {
        Dataset other = new ShapesSource(new ShapesSource.Options(10, 0, 0.3, 0.05)).load(new RandomStreams(8));
        assertThat(other.files()).isNotEqualTo(draw(10, 0, 0.3, 0.05).files());
    }

    /** Reproducibility depends on the bytes; an intended change of the drawing must update this checksum. */
    @Test
    void bytesAreTheSameOnAllMachines() {
        assertThat(draw(100, 50, 0.3, 0.05).files().get(0).sha256())
                .isEqualTo("fea4457a1ec21f98c3631551b8ea4362897c2ec75957f6634bac0ee4efccefe6");
    }

    @Test
    void noiseDoesNotChangeTheScene() {
        float[] clean = image(draw(1, 0, 1, 0).train(), 0);
        float[] noisy = image(draw(1, 0, 1, 0.1).train(), 0);
        double squares = 0;
        for (int i = 0; i < PIXELS; i++) {
            squares += (noisy[i] - clean[i]) * (noisy[i] - clean[i]);
        }
        // inputs in [-1, 1] double the deviation; the difficulty of the image scales it to 60 to 100 %,
        // and clipping reduces it a little
        assertThat(Math.sqrt(squares / PIXELS)).isBetween(0.09, 0.2);
    }

    private static Dataset draw(int train, int test, double hardFraction, double noise) {
        return new ShapesSource(new ShapesSource.Options(train, test, hardFraction, noise)).load(STREAMS);
    }

    private static float[] image(Examples examples, int index) {
        float[] image = new float[PIXELS];
        examples.copyTo(index, image, 0);
        return image;
    }
}
