package org.exeunt.api.strategy;

/** Solves the quadratic program that mixes teachers. Pure and safe for any number of threads. */
public interface TeacherWeights {
    /**
     * Returns {@code argmin over the simplex of -gain.x + strength ||x - anchor||^2}.
     *
     * @param gain one entry a teacher; larger attracts weight
     * @param strength above 0
     * @param anchor on the simplex, as long as {@code gain}
     * @return weights, not negative, sum 1
     */
    double[] weights(double[] gain, double strength, double[] anchor);
}
