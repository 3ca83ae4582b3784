package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;

/**
 * Draws from a symmetric Dirichlet distribution, kept as logarithms because shares underflow for small concentrations.
 *
 * <p>The logarithm of a Gamma(alpha) variate is that of Gamma(alpha + 1) plus ln(U) / alpha; Gamma(alpha + 1) is drawn by Marsaglia and
 * Tsang, "A Simple Method for Generating Gamma Variables", 2000. {@link StrictMath} throughout, so that every machine deals out alike.
 */
final class DirichletDraw {
    private DirichletDraw() {}

    /** Returns the logarithms of unnormalised shares. */
    static double[] logShares(double alpha, int clients, RandomGenerator random) {
        double[] logShares = new double[clients];
        for (int client = 0; client < clients; client++) {
            logShares[client] = logGamma(alpha + 1, random) + StrictMath.log(1 - random.nextDouble()) / alpha;
        }
        return logShares;
    }

    /**
     * Returns shares that sum to one, 0 for clients that are full.
     *
     * @param full whom to leave out; if that is everybody, all get the same
     */
    static double[] shares(double[] logShares, boolean[] full) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int client = 0; client < full.length; client++) {
            if (!full[client]) {
                largest = Math.max(largest, logShares[client]);
            }
        }
        boolean nobody = largest == Double.NEGATIVE_INFINITY;
        double[] shares = new double[full.length];
        double sum = 0;
        for (int client = 0; client < full.length; client++) {
            if (nobody) {
                shares[client] = 1;
            } else if (!full[client]) {
                shares[client] = StrictMath.exp(logShares[client] - largest);
            }
            sum += shares[client];
        }
        for (int client = 0; client < full.length; client++) {
            shares[client] /= sum;
        }
        return shares;
    }

    private static double logGamma(double shape, RandomGenerator random) {
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double normal = standardNormal(random);
            double root = 1 + c * normal;
            if (root > 0) {
                double v = root * root * root;
                double logUniform = StrictMath.log(1 - random.nextDouble());
                if (logUniform < 0.5 * normal * normal + d * (1 - v + StrictMath.log(v))) {
                    return StrictMath.log(d) + StrictMath.log(v);
                }
            }
        }
    }

    /** Marsaglia's polar method; {@link RandomGenerator#nextGaussian} does not promise the same bits in every Java release. */
    private static double standardNormal(RandomGenerator random) {
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
