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
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.convex.ConvexSolver;
import org.ojalgo.type.context.NumberContext;

/**
 * Solves convex quadratic programs on the simplex with ojAlgo's active-set solver.
 *
 * <p>Dense: O(n^2) memory and about O(n^3) time, for up to a few hundred weights. The solution of ojAlgo is refined to
 * rounding precision and checked against the Karush-Kuhn-Tucker conditions; a violation above 1e-9 is an error. If
 * there are several minima, the choice between them is deterministic.
 */
public final class SimplexQp {

    /** Significant digits requested from ojAlgo. */
    private static final NumberContext DIGITS = NumberContext.of(14);

    /** Weights of ojAlgo's solution up to this value are treated as 0. */
    private static final double ROUNDING = 1e-10;

    private static final double TOLERANCE = 1e-9;

    /**
     * Regularisation that makes refinement strictly convex if P is singular; far below the tolerance for entries of P
     * of magnitude 1.
     */
    private static final double REGULARISATION = 1e-10;

    private SimplexQp() {}

    /**
     * Returns a minimum of the program. If P is zero, the first of the smallest entries of q has weight 1.
     *
     * @throws IllegalArgumentException if P is not positive semidefinite
     * @throws ExeuntException if the solution violates the optimality conditions by more than 1e-9
     */
    public static double[] minimum(SimplexProgram program) {
        int[] candidates = candidates(program);
        double[] weights = new double[program.size()];
        if (program.curvature() == 0) {
            weights[candidates[0]] = 1;
            return weights;
        }
        SimplexProgram core = normalised(program, candidates);
        requireConvex(core);
        double[] solution = solve(core);
        for (int j = 0; j < candidates.length; j++) {
            weights[candidates[j]] = solution[j];
        }
        return weights;
    }

    /**
     * Returns the entries that can have a weight above 0 at a minimum. {@code |(Px)_j|} is at most the largest absolute
     * value c in P, so an entry of q that is more than 4c above the smallest one has a larger slope everywhere.
     */
    private static int[] candidates(SimplexProgram program) {
        double smallest = Arrays.stream(program.linear()).min().orElseThrow();
        double reach = 4 * program.curvature();
        return IntStream.range(0, program.size())
                .filter(j -> program.linear()[j] - smallest <= reach)
                .toArray();
    }

    /**
     * Returns the program of the candidates, scaled so that the largest absolute value in P is 1; it has the same
     * minima.
     */
    private static SimplexProgram normalised(SimplexProgram program, int[] candidates) {
        double scale = program.curvature();
        double smallest = Arrays.stream(program.linear()).min().orElseThrow();
        int size = candidates.length;
        double[][] quadratic = new double[size][size];
        double[] linear = new double[size];
        for (int j = 0; j < size; j++) {
            linear[j] = (program.linear()[candidates[j]] - smallest) / scale;
            for (int k = 0; k < size; k++) {
                quadratic[j][k] = program.quadratic()[candidates[j]][candidates[k]] / scale;
            }
        }
        return new SimplexProgram(quadratic, linear);
    }

    /** Checks convexity, because ojAlgo may not terminate on programs that are not convex. */
    private static void requireConvex(SimplexProgram program) {
        int size = program.size();
        R064Store raised = R064Store.FACTORY.make(size, size);
        for (int j = 0; j < size; j++) {
            for (int k = 0; k < size; k++) {
                raised.set(j, k, program.quadratic()[j][k] + (j == k ? TOLERANCE : 0));
            }
        }
        if (!Cholesky.R064.make(raised).checkAndDecompose(raised)) {
            throw new IllegalArgumentException(
                    "P is not positive semidefinite: an eigenvalue is below %.0e times its largest entry"
                            .formatted(-TOLERANCE));
        }
    }

    private static double[] solve(SimplexProgram program) {
        Optimisation.Result result = runOjalgo(program);
        double[] weights = refine(program, start(program, result));
        double violation = program.violation(weights);
        if (!(violation <= TOLERANCE)) {
            throw new ExeuntException(
                    Errors.NUMERIC_21,
                    ("Quadratic program of %d weights on the simplex: ojAlgo ended in state %s; the refined solution"
                                    + " violates the optimality conditions by %.3g, expected at most %.0e. Choose"
                                    + " fewer clients per round or another strategy.")
                            .formatted(program.size(), result.getState(), violation, TOLERANCE));
        }
        return weights;
    }

    private static Optimisation.Result runOjalgo(SimplexProgram program) {
        int size = program.size();
        ConvexSolver.Builder builder = ConvexSolver.newBuilder(size);
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        for (int j = 0; j < size; j++) {
            // ojAlgo minimises x'Qx/2 - c'x
            for (int k = 0; k < size; k++) {
                builder.objective(j, k, 2 * program.quadratic()[j][k]);
            }
            builder.objective(j, -program.linear()[j]);
            double[] negated = new double[size];
            negated[j] = -1;
            builder.inequality(0, negated);
        }
        builder.equality(1, ones);
        Optimisation.Options options = new Optimisation.Options();
        options.solution = DIGITS;
        options.feasibility = DIGITS;
        options.iterations_abort = 100 * (size + 1);
        return builder.build(options).solve();
    }

    /** Returns the solution of ojAlgo, projected onto the simplex, with exact zeros. */
    private static double[] start(SimplexProgram program, Optimisation.Result result) {
        double[] weights = new double[program.size()];
        for (int j = 0; j < weights.length; j++) {
            double value = result.doubleValue(j);
            weights[j] = value > ROUNDING ? value : 0;
        }
        return Simplex.project(weights);
    }

    /**
     * Refines a solution to rounding precision, because ojAlgo's is off by up to 1e-5 on rare programs. Primal
     * active-set method: it moves to the minimum on the face of the positive entries and removes entries that would
     * fall below 0; when none does, the zero entry with the smallest slope is added, until no slope is below those of
     * the positive entries.
     */
    private static double[] refine(SimplexProgram program, double[] start) {
        double[] x = start.clone();
        int[] face = positiveEntries(x, -1);
        for (int step = 0; step < 20 * (x.length + 1); step++) {
            x = minimiseOnFace(program, start, x, face);
            int entering = entering(program, start, x);
            if (entering < 0) {
                return x;
            }
            face = positiveEntries(x, entering);
        }
        return x;
    }

    private static int[] positiveEntries(double[] x, int entering) {
        return IntStream.range(0, x.length)
                .filter(j -> x[j] > 0 || j == entering)
                .toArray();
    }

    /** Moves from a point to the minimum on a face, and to smaller faces when an entry reaches 0. */
    private static double[] minimiseOnFace(SimplexProgram program, double[] start, double[] from, int[] face) {
        double[] x = from.clone();
        int[] active = face;
        while (true) {
            double[] target = minimumOnFace(program, start, active);
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
     * Minimises {@code x'Px + q'x + regularisation ||x - start||^2} where the entries of a face sum to 1 and all others
     * are 0. The result may have negative entries.
     */
    private static double[] minimumOnFace(SimplexProgram program, double[] start, int[] face) {
        int size = face.length;
        R064Store body = R064Store.FACTORY.make(size + 1, size + 1);
        R064Store right = R064Store.FACTORY.make(size + 1, 1);
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                body.set(i, k, 2 * program.quadratic()[face[i]][face[k]]);
            }
            body.add(i, i, 2 * REGULARISATION);
            body.set(i, size, 1);
            body.set(size, i, 1);
            right.set(i, 0, 2 * REGULARISATION * start[face[i]] - program.linear()[face[i]]);
        }
        right.set(size, 0, 1);
        double[] target = new double[size];
        try {
            MatrixStore<Double> solution = LU.R064.make(body).solve(body, right);
            Arrays.setAll(target, i -> solution.doubleValue(i, 0));
        } catch (RecoverableCondition e) {
            // the final check of the optimality conditions reports NaN
            Arrays.fill(target, Double.NaN);
        }
        return target;
    }

    /**
     * Returns the zero entry with the smallest slope if that is below the slopes of the positive entries, otherwise -1.
     */
    private static int entering(SimplexProgram program, double[] start, double[] x) {
        double threshold = Double.POSITIVE_INFINITY;
        double smallest = Double.POSITIVE_INFINITY;
        int entering = -1;
        for (int j = 0; j < x.length; j++) {
            double slope = program.slope(x, j) + 2 * REGULARISATION * (x[j] - start[j]);
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
