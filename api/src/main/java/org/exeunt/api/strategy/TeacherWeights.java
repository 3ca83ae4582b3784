package org.exeunt.api.strategy;

/** Solves the quadratic program for the weights of teachers. Pure and safe for use by multiple threads. */
public interface TeacherWeights {
    /**
     * Returns the minimiser of {@code -gain.x + strength ||x - anchor||^2} over the probability simplex.
     *
     * @param gain one entry per teacher; larger values attract weight
     * @param strength above 0
     * @param anchor a point of the simplex, one entry per teacher
     * @return one weight per teacher, at least 0, with sum 1
     */
    double[] weights(double[] gain, double strength, double[] anchor);
}
