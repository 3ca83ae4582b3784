package org.exeunt.datasets.shapes;

import java.util.random.RandomGenerator;

/** A square image to draw on: three row-major planes (red, green, blue) of intensities in [0, 1]. */
final class Canvas {
    static final int SIDE = 32;
    static final int PIXELS = SIDE * SIDE;
    private static final double SQRT6 = Math.sqrt(6);

    private final double[] red = new double[PIXELS];
    private final double[] green = new double[PIXELS];
    private final double[] blue = new double[PIXELS];

    /** Fills the canvas with a linear gradient between two colours; {@code angle} is its direction in radians. */
    void gradient(Colour from, Colour to, double angle) {
        double alongColumn = StrictMath.cos(angle) / SIDE;
        double alongRow = StrictMath.sin(angle) / SIDE;
        for (int row = 0, pixel = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++, pixel++) {
                double share = 0.5 + alongColumn * (column + 0.5 - SIDE / 2.0) + alongRow * (row + 0.5 - SIDE / 2.0);
                Colour colour = from.towards(to, Math.max(0, Math.min(1, share)));
                red[pixel] = colour.red();
                green[pixel] = colour.green();
                blue[pixel] = colour.blue();
            }
        }
    }

    /** Paints a region with anti-aliasing: pixels on its outline are blended by the fraction covered. */
    void paint(Region region, Colour colour) {
        for (int row = 0, pixel = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++, pixel++) {
                double covered = 0.5 - region.distance(column + 0.5, row + 0.5);
                if (covered > 0) {
                    double share = Math.min(1, covered);
                    red[pixel] += share * (colour.red() - red[pixel]);
                    green[pixel] += share * (colour.green() - green[pixel]);
                    blue[pixel] += share * (colour.blue() - blue[pixel]);
                }
            }
        }
    }

    /** Writes the image as bytes with additive noise; {@code noise} is its standard deviation in intensities. */
    void render(double noise, RandomGenerator random, byte[] target, int offset) {
        renderPlane(red, noise, random, target, offset);
        renderPlane(green, noise, random, target, offset + PIXELS);
        renderPlane(blue, noise, random, target, offset + 2 * PIXELS);
    }

    private static void renderPlane(double[] plane, double noise, RandomGenerator random, byte[] target, int offset) {
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            // the difference of two uniform draws is triangular with variance 1/6
            long bits = random.nextLong();
            double triangular = ((bits >>> 32) - (bits & 0xFFFFFFFFL)) * 0x1p-32;
            double value = plane[pixel] + noise * SQRT6 * triangular;
            target[offset + pixel] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
        }
    }
}
