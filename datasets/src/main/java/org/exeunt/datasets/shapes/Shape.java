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
    DISC((x, y) -> circle(x, y, 0.85)),
    RING((x, y) -> Math.abs(circle(x, y, 0.7)) - 0.22),
    SQUARE((x, y) -> box(x, y, 0.7, 0.7)),
    /** Equilateral, corners on the unit circle: three half planes at distance 1/2. */
    TRIANGLE((x, y) -> Math.max(0.5 * Math.sqrt(3) * Math.abs(x) + 0.5 * y, -y) - 0.5),
    CROSS((x, y) -> Math.min(box(x, y, 0.95, 0.2), box(x, y, 0.2, 0.95))),
    STAR(Polygon.star(5, 1.0, 0.38)),
    CRESCENT((x, y) -> Math.max(circle(x, y, 0.95), -circle(x - 0.5, y, 0.75))),
    HEART(Shape::heart),
    ARROW(new Polygon(
            new double[] {0, 0.75, 0.27, 0.27, -0.27, -0.27, -0.75}, new double[] {1, 0.1, 0.1, -0.9, -0.9, 0.1, 0.1})),
    STRIPES((x, y) -> Math.min(box(x, y, 0.8, 0.15), box(x, Math.abs(y) - 0.62, 0.6, 0.15)));

    private final Region outline;

    Shape(Region outline) {
        this.outline = outline;
    }

    /** Returns the distance of a point to the outline, negative inside. */
    double distance(double x, double y) {
        return outline.distance(x, y);
    }

    /** Returns the class names in label order. */
    static List<String> names() {
        return Stream.of(values())
                .map(shape -> shape.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** A square rotated by 45 degrees with a disc on each of its upper sides. */
    private static double heart(double x, double y) {
        double half = Math.sqrt(0.5);
        double side = Math.abs(x);
        double square = box((side + y + 0.12) * half, (side - y - 0.12) * half, 0.53, 0.53);
        return Math.min(square, circle(side - 0.53 * half, y + 0.12 - 0.53 * half, 0.53));
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
