package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;

/** Draws from the standard normal distribution. */
final class NormalDraw {
    private NormalDraw() {}

    /** Marsaglia's polar method; {@link RandomGenerator#nextGaussian} does not promise the same bits in every Java release. */
    static double next(RandomGenerator random) {
        while (true) {
            double u = 2 * random.nextDouble() - 1;
            double v = 2 * random.nextDouble() - 1;
            double square = u * u + v * v;
            if (square > 0 && square < 1) {
                return u * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }
}
