package org.exeunt.datasets.shapes;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The ten classes of figures, each given by its signed distance function in a frame where it fits into the unit circle
 * about the origin, x to the right and y upwards.
 *
 * <p>The distances are exact near the outline, where anti-aliasing uses them, and have the right sign elsewhere. Only
 * arithmetic and square roots are used, so that results are identical on all machines.
 */
enum Shape {
    DISC {
        @Override
        double distance(double x, double y) {
            return circle(x, y, 0.85);
        }
    },
    RING {
        @Override
        double distance(double x, double y) {
            return Math.abs(circle(x, y, 0.7)) - 0.22;
        }
    },
    SQUARE {
        @Override
        double distance(double x, double y) {
            return box(x, y, 0.7, 0.7);
        }
    },
    TRIANGLE {
        @Override
        double distance(double x, double y) {
            // equilateral, corners on the unit circle: three half planes at distance 1/2
            double slanted = 0.5 * SQRT3 * Math.abs(x) + 0.5 * y;
            return Math.max(slanted, -y) - 0.5;
        }
    },
    CROSS {
        @Override
        double distance(double x, double y) {
            return Math.min(box(x, y, 0.95, 0.2), box(x, y, 0.2, 0.95));
        }
    },
    STAR {
        @Override
        double distance(double x, double y) {
            return STAR_OUTLINE.distance(x, y);
        }
    },
    CRESCENT {
        @Override
        double distance(double x, double y) {
            return Math.max(circle(x, y, 0.95), -circle(x - 0.5, y, 0.75));
        }
    },
    HEART {
        @Override
        double distance(double x, double y) {
            // a square rotated by 45 degrees with a disc on each of its upper sides
            double side = Math.abs(x);
            double square = box((side + y + 0.12) * SQRT_HALF, (side - y - 0.12) * SQRT_HALF, 0.53, 0.53);
            return Math.min(square, circle(side - 0.53 * SQRT_HALF, y + 0.12 - 0.53 * SQRT_HALF, 0.53));
        }
    },
    ARROW {
        @Override
        double distance(double x, double y) {
            return ARROW_OUTLINE.distance(x, y);
        }
    },
    STRIPES {
        @Override
        double distance(double x, double y) {
            double height = Math.abs(y);
            return Math.min(box(x, y, 0.8, 0.15), box(x, height - 0.62, 0.6, 0.15));
        }
    };

    private static final double SQRT3 = Math.sqrt(3);
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final Polygon STAR_OUTLINE = Polygon.star(5, 1.0, 0.38);
    private static final Polygon ARROW_OUTLINE = new Polygon(
            new double[] {0, 0.75, 0.27, 0.27, -0.27, -0.27, -0.75}, new double[] {1, 0.1, 0.1, -0.9, -0.9, 0.1, 0.1});

    /** Returns the distance of a point to the outline, negative inside. */
    abstract double distance(double x, double y);

    /** Returns the class names in label order. */
    static List<String> names() {
        return Stream.of(values())
                .map(shape -> shape.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static double circle(double x, double y, double radius) {
        return Math.sqrt(x * x + y * y) - radius;
    }

    private static double box(double x, double y, double halfWidth, double halfHeight) {
        double right = Math.abs(x) - halfWidth;
        double above = Math.abs(y) - halfHeight;
        double outsideX = Math.max(right, 0);
        double outsideY = Math.max(above, 0);
        return Math.sqrt(outsideX * outsideX + outsideY * outsideY) + Math.min(Math.max(right, above), 0);
    }
}
