package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;

/** RejectionSampling from the standard normal distribution. */
final class NormalDraw {
    private NormalDraw() {}

    /**
     * Draws by Marsaglia's polar method; the algorithm of {@link RandomGenerator#nextGaussian} may differ between Java
     * releases.
     */
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
