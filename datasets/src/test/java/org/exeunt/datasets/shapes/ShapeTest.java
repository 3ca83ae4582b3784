package org.exeunt.datasets.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.exeunt.api.random.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ShapeTest {
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
}
