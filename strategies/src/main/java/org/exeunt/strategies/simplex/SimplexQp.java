package org.exeunt.strategies.simplex;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.ojalgo.RecoverableCondition;
import org.ojalgo.matrix.decomposition.Cholesky;
import org.ojalgo.matrix.decomposition.LU;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/**
 * The convex quadratic program {@code min x'Px} over the simplex, solved by a primal active-set method with ojAlgo's
 * decompositions; ojAlgo's own solver of such programs is off by up to 1e-5 on rare ones.
 *
 * <p>Dense: O(n^2) memory, and about O(n^4) time if most weights are 0. The solution is checked against the
 * Karush-Kuhn-Tucker conditions; a violation above 1e-9 is an error. If there are several minima, the choice between
 * them is deterministic.
 */
public final class SimplexQp {
    private static final double TOLERANCE = 1e-9;

    /** Makes every step strictly convex if P is singular; far below the tolerance. */
    private static final double REGULARISATION = 1e-10;

    /** P divided by its largest absolute value, which has the same minima; all entries are 0 if those of P are. */
    private final double[][] quadratic;

    /**
     * Copies the program.
     *
     * @param quadratic P: square, symmetric and positive semidefinite
     * @throws IllegalArgumentException if P is not so, is empty or has an entry that is not finite
     */
    public SimplexQp(double[][] quadratic) {
        int size = quadratic.length;
        double largest = 0;
        for (int j = 0; j < size; j++) {
            if (quadratic[j].length != size) {
                throw new IllegalArgumentException(
                        "row %d of P has %d entries; expected %d".formatted(j, quadratic[j].length, size));
            }
            for (int k = 0; k < size; k++) {
                if (!Double.isFinite(quadratic[j][k]) || quadratic[j][k] != quadratic[k][j]) {
                    throw new IllegalArgumentException(
                            "P is %s at (%d, %d) and %s at (%d, %d); expected the same finite number"
                                    .formatted(quadratic[j][k], j, k, quadratic[k][j], k, j));
                }
                largest = Math.max(largest, Math.abs(quadratic[j][k]));
            }
        }
        if (size == 0) {
            throw new IllegalArgumentException("P has no rows; expected at least one");
        }
        double scale = largest == 0 ? 1 : largest;
        this.quadratic = Arrays.stream(quadratic)
                .map(row -> Arrays.stream(row).map(value -> value / scale).toArray())
                .toArray(double[][]::new);
        R064Store raised = store(IntStream.range(0, size).toArray(), 0, TOLERANCE);
        if (!Cholesky.R064.make(raised).checkAndDecompose(raised)) {
            throw new IllegalArgumentException(
                    "P is not positive semidefinite: an eigenvalue is below %.0e times its largest entry"
                            .formatted(-TOLERANCE));
        }
    }

    /** Returns some rows and columns of P with a raised diagonal and, at the end, additional ones of zeros. */
    private R064Store store(int[] rows, int additional, double diagonal) {
        R064Store store = R064Store.FACTORY.make(rows.length + additional, rows.length + additional);
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < rows.length; k++) {
                store.set(i, k, quadratic[rows[i]][rows[k]] + (i == k ? diagonal : 0));
            }
        }
        return store;
    }

    /**
     * Returns a minimum. If P is zero, the first entry has weight 1.
     *
     * @throws ExeuntException if the solution violates the optimality conditions by more than 1e-9
     */
    public double[] minimum() {
        double[] weights = new double[quadratic.length];
        if (Arrays.stream(quadratic).flatMapToDouble(Arrays::stream).allMatch(value -> value == 0)) {
            weights[0] = 1;
            return weights;
        }
        Arrays.fill(weights, 1.0 / weights.length);
        // regularised towards its start, so a second descent removes the effect of the regularisation
        weights = descend(descend(weights));
        double violation = violation(weights);
        if (!(violation <= TOLERANCE)) {
            throw new ExeuntException(
                    Errors.NUMERIC_21,
                    ("Quadratic program of %d weights on the simplex: the solution violates the optimality conditions"
                                    + " by %.3g, expected at most %.0e. Choose fewer clients per round or another"
                                    + " strategy.")
                            .formatted(weights.length, violation, TOLERANCE));
        }
        return weights;
    }

    /** Returns half of the partial derivative of the value with respect to entry {@code j}. */
    private double slope(double[] x, int j) {
        return IntStream.range(0, x.length)
                .mapToDouble(k -> quadratic[j][k] * x[k])
                .sum();
    }

    /**
     * Returns by how much {@code x} violates the optimality conditions; 0 at a minimum. This is the largest of: the
     * absolute values of negative entries, the distance of the sum from 1, and the gap {@code (max over x_j > 0 of
     * slope_j) - (min over all of slope_j)}, where slopes are relative to the largest entry of P.
     */
    double violation(double[] x) {
        double[] slopes =
                IntStream.range(0, x.length).mapToDouble(j -> slope(x, j)).toArray();
        double steepestUsed = IntStream.range(0, x.length)
                .filter(j -> x[j] > 0)
                .mapToDouble(j -> slopes[j])
                .max()
                .orElse(Double.NaN);
        double gap = steepestUsed - Arrays.stream(slopes).min().orElseThrow();
        double negative = -Arrays.stream(x).min().orElseThrow();
        return Math.max(Math.max(negative, Math.abs(Arrays.stream(x).sum() - 1)), gap);
    }

    /**
     * Moves to the minimum on the face of the positive entries and removes entries that would fall below 0. When none
     * does, adds the zero entry with the smallest slope, until no slope is below those of the positive entries.
     */
    private double[] descend(double[] start) {
        double[] x = start.clone();
        int entering = -1;
        for (int step = 0; step < 20 * (x.length + 1); step++) {
            int added = entering;
            double[] from = x;
            int[] face = IntStream.range(0, x.length)
                    .filter(j -> from[j] > 0 || j == added)
                    .toArray();
            x = minimiseOnFace(start, from, face);
            entering = entering(start, x);
            if (entering < 0) {
                return x;
            }
        }
        return x;
    }

    /** Moves from a point to the minimum on a face, and to smaller faces when an entry reaches 0. */
    private double[] minimiseOnFace(double[] start, double[] from, int[] face) {
        double[] x = from.clone();
        int[] active = face;
        while (true) {
            double[] target = minimumOnFace(start, active);
            double stepLength = 1;
            int blocking = -1;
            for (int i = 0; i < active.length; i++) {
                double current = x[active[i]];
                if (target[i] < 0 && current / (current - target[i]) < stepLength) {
                    stepLength = current / (current - target[i]);
                    blocking = active[i];
                }
            }
            for (int i = 0; i < active.length; i++) {
                x[active[i]] = blocking < 0 ? target[i] : x[active[i]] + stepLength * (target[i] - x[active[i]]);
            }
            if (blocking < 0) {
                return x;
            }
            x[blocking] = 0;
            int removed = blocking;
            active = Arrays.stream(active).filter(j -> j != removed).toArray();
        }
    }

    /**
     * Minimises {@code x'Px + regularisation ||x - start||^2} where the entries of a face sum to 1 and all others are
     * 0. The result may have negative entries.
     */
    private double[] minimumOnFace(double[] start, int[] face) {
        int size = face.length;
        R064Store body = store(face, 1, REGULARISATION);
        R064Store right = R064Store.FACTORY.make(size + 1, 1);
        for (int i = 0; i < size; i++) {
            body.set(i, size, 1);
            body.set(size, i, 1);
            right.set(i, 0, REGULARISATION * start[face[i]]);
        }
        right.set(size, 0, 1);
        double[] target = new double[size];
        try {
            MatrixStore<Double> solution = LU.R064.make(body).solve(body, right);
            Arrays.setAll(target, i -> solution.doubleValue(i, 0));
        } catch (RecoverableCondition e) {
            Arrays.fill(target, Double.NaN); // reported by the check of the optimality conditions
        }
        return target;
    }

    /**
     * Returns the zero entry with the smallest slope if that is below the slopes of the positive entries, otherwise -1.
     */
    private int entering(double[] start, double[] x) {
        double threshold = Double.POSITIVE_INFINITY;
        double smallest = Double.POSITIVE_INFINITY;
        int entering = -1;
        for (int j = 0; j < x.length; j++) {
            double slope = slope(x, j) + REGULARISATION * (x[j] - start[j]);
            if (x[j] > 0) {
                threshold = Math.min(threshold, slope);
            } else if (slope < smallest) {
                smallest = slope;
                entering = j;
            }
        }
        return smallest < threshold - REGULARISATION ? entering : -1;
    }
}
