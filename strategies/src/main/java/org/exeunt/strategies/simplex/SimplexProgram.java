package org.exeunt.strategies.simplex;

import java.util.Arrays;

/**
 * The convex quadratic program {@code min x'Px + q'x} over the simplex.
 *
 * @param quadratic P: square, symmetric and positive semidefinite; {@link SimplexQp} checks the last property
 * @param linear q, one entry per row of P
 */
public record SimplexProgram(double[][] quadratic, double[] linear) {
    /**
     * Copies both arrays.
     *
     * @throws IllegalArgumentException if q is empty, sizes differ, an entry is not finite or P is not symmetric
     */
    public SimplexProgram {
        if (linear.length == 0 || quadratic.length != linear.length) {
            throw new IllegalArgumentException("P has %d rows, q has %d entries; expected the same number, at least one"
                    .formatted(quadratic.length, linear.length));
        }
        double[][] rows = new double[quadratic.length][];
        for (int j = 0; j < rows.length; j++) {
            rows[j] = quadratic[j].clone();
            if (rows[j].length != linear.length) {
                throw new IllegalArgumentException(
                        "row %d of P has %d entries; expected %d".formatted(j, rows[j].length, linear.length));
            }
            for (int k = 0; k < linear.length; k++) {
                if (!Double.isFinite(rows[j][k]) || rows[j][k] != quadratic[k][j]) {
                    throw new IllegalArgumentException(
                            "P is %s at (%d, %d) and %s at (%d, %d); expected the same finite number"
                                    .formatted(rows[j][k], j, k, quadratic[k][j], k, j));
                }
            }
            if (!Double.isFinite(linear[j])) {
                throw new IllegalArgumentException(
                        "entry %d of q is %s; expected a finite number".formatted(j, linear[j]));
            }
        }
        quadratic = rows;
        linear = linear.clone();
    }

    /** Returns the number of weights. */
    public int size() {
        return linear.length;
    }

    /** Returns {@code x'Px + q'x}. */
    public double value(double[] x) {
        double value = 0;
        for (int j = 0; j < size(); j++) {
            value += x[j] * (product(x, j) + linear[j]);
        }
        return value;
    }

    /** Returns the partial derivative of the value with respect to entry {@code j}. */
    double slope(double[] x, int j) {
        return 2 * product(x, j) + linear[j];
    }

    private double product(double[] x, int row) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += quadratic[row][k] * x[k];
        }
        return sum;
    }

    /** Returns the largest absolute value in P. */
    double curvature() {
        return Arrays.stream(quadratic)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
    }

    /**
     * Returns by how much {@code x} violates the optimality conditions, in the unit of weights; 0 at a minimum. This is
     * the largest of: the absolute values of negative entries, the distance of the sum from 1, and the gap
     * {@code (max over x_j > 0 of slope_j) - (min over all of slope_j)}, divided by twice the largest absolute value in
     * P unless P is zero.
     */
    public double violation(double[] x) {
        double sum = 0;
        double steepestUsed = Double.NEGATIVE_INFINITY;
        double flattest = Double.POSITIVE_INFINITY;
        double worst = 0;
        for (int j = 0; j < size(); j++) {
            sum += x[j];
            worst = Math.max(worst, -x[j]);
            double slope = slope(x, j);
            flattest = Math.min(flattest, slope);
            if (x[j] > 0) {
                steepestUsed = Math.max(steepestUsed, slope);
            }
        }
        double curvature = curvature();
        double gap = (steepestUsed - flattest) / (curvature == 0 ? 1 : 2 * curvature);
        return Math.max(Math.max(worst, Math.abs(sum - 1)), gap);
    }
}
