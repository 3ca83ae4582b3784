package org.exeunt.datasets.shapes;

/** A simple polygon with an exact signed distance, given by its corners in order, in either direction. */
record Polygon(double[] xs, double[] ys) implements Region {
    /** Returns a star with one tip pointing upwards. */
    static Polygon star(int tips, double outerRadius, double innerRadius) {
        double[] xs = new double[2 * tips];
        double[] ys = new double[2 * tips];
        for (int i = 0; i < 2 * tips; i++) {
            double radius = i % 2 == 0 ? outerRadius : innerRadius;
            double angle = StrictMath.PI * i / tips;
            xs[i] = radius * StrictMath.sin(angle);
            ys[i] = radius * StrictMath.cos(angle);
        }
        return new Polygon(xs, ys);
    }

    @Override
    public double distance(double x, double y) {
        double nearest = Double.POSITIVE_INFINITY;
        boolean inside = false;
        for (int i = 0, j = xs.length - 1; i < xs.length; j = i++) {
            double edgeX = xs[j] - xs[i];
            double edgeY = ys[j] - ys[i];
            double toX = x - xs[i];
            double toY = y - ys[i];
            double along = (toX * edgeX + toY * edgeY) / (edgeX * edgeX + edgeY * edgeY);
            double clamped = Math.max(0, Math.min(1, along));
            double dx = toX - clamped * edgeX;
            double dy = toY - clamped * edgeY;
            nearest = Math.min(nearest, dx * dx + dy * dy);
            // a ray to the right crosses the outline an odd number of times from inside
            if ((ys[i] > y) != (ys[j] > y) && x < xs[i] + edgeX * (y - ys[i]) / edgeY) {
                inside = !inside;
            }
        }
        return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
    }
}
