package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Draws from a Dirichlet distribution. Draws are logarithms, as shares underflow for small concentrations.
 *
 * <p>The logarithm of a Gamma(alpha) variate is that of Gamma(alpha + 1) plus ln(U) / alpha; Gamma(alpha + 1) is drawn
 * by Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000. {@link StrictMath} is used
 * throughout, so that partitions are identical on all machines.
 */
final class DirichletDraw {
    private DirichletDraw() {}

    /** Returns the logarithms of unnormalised shares for equal concentrations. */
    static double[] logShares(double alpha, int parts, RandomGenerator random) {
        return IntStream.range(0, parts)
                .mapToDouble(part -> logGamma(alpha + 1, random) + StrictMath.log(1 - random.nextDouble()) / alpha)
                .toArray();
    }

    /**
     * Returns shares that sum to 1, with 0 for full parts.
     *
     * @param full parts that get nothing; if all are full, all get equal shares
     */
    static double[] shares(double[] logShares, boolean[] full) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int part = 0; part < full.length; part++) {
            if (!full[part]) {
                largest = Math.max(largest, logShares[part]);
            }
        }
        boolean allFull = largest == Double.NEGATIVE_INFINITY;
        double[] shares = new double[full.length];
        double sum = 0;
        for (int part = 0; part < full.length; part++) {
            if (allFull) {
                shares[part] = 1;
            } else if (!full[part]) {
                shares[part] = StrictMath.exp(logShares[part] - largest);
            }
            sum += shares[part];
        }
        for (int part = 0; part < full.length; part++) {
            shares[part] /= sum;
        }
        return shares;
    }

    /**
     * Draws from the standard normal distribution by Marsaglia's polar method; the algorithm of {@link
     * RandomGenerator#nextGaussian} may differ between Java releases.
     */
    private static double normal(RandomGenerator random) {
        while (true) {
            double u = 2 * random.nextDouble() - 1;
            double v = 2 * random.nextDouble() - 1;
            double square = u * u + v * v;
            if (square > 0 && square < 1) {
                return u * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }

    private static double logGamma(double shape, RandomGenerator random) {
        double d = shape - 1.0 / 3;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double normal = normal(random);
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
}
