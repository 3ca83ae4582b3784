package org.exeunt.datasets.shapes;

/** A region of the canvas, given by its signed distance in pixels; pixel columns run to the right, rows downwards. */
@FunctionalInterface
interface Region {
    /** Returns the distance of a point to the outline in pixels, negative inside. */
    double distance(double column, double row);

    /**
     * Returns a shape with its unit circle moved to a centre, scaled to a radius in pixels and rotated by an angle in
     * radians. The distance is 1 at all points that are more than 2 pixels outside the circle.
     */
    static Region of(Shape shape, double centreColumn, double centreRow, double radius, double angle) {
        double cos = StrictMath.cos(angle) / radius;
        double sin = StrictMath.sin(angle) / radius;
        return (column, row) -> {
            double dx = column - centreColumn;
            double dy = centreRow - row;
            if (dx * dx + dy * dy > (radius + 2) * (radius + 2)) {
                return 1; // of no pixel that is painted: most points are far away
            }
            return radius * shape.distance(cos * dx + sin * dy, cos * dy - sin * dx);
        };
    }

    /** Returns a bar of a width in pixels along the straight line through a point at an angle in radians. */
    static Region bar(double throughColumn, double throughRow, double width, double angle) {
        double normalColumn = -StrictMath.sin(angle);
        double normalRow = StrictMath.cos(angle);
        return (column, row) ->
                Math.abs(normalColumn * (column - throughColumn) + normalRow * (row - throughRow)) - 0.5 * width;
    }

    /** Returns the half plane on one side of the straight line through a point at an angle in radians. */
    static Region halfPlane(double throughColumn, double throughRow, double angle) {
        double normalColumn = -StrictMath.sin(angle);
        double normalRow = StrictMath.cos(angle);
        return (column, row) -> normalColumn * (column - throughColumn) + normalRow * (row - throughRow);
    }

    /** Returns the intersection with another region. */
    default Region and(Region other) {
        return (column, row) -> Math.max(distance(column, row), other.distance(column, row));
    }
}
