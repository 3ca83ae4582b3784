package org.exeunt.strategies.teachers;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
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
 * <p>Dense: O(n^2) memory and about O(n^3) time, for up to a few hundred weights. ojAlgo's answer is polished to rounding and held against the
 * optimality conditions (Karush, Kuhn, Tucker): an answer off by more than 1e-9 is an error, never replaced by another one. Of several minima any
 * may be returned, always the same one for the same program.
 */
public final class SimplexQp {
    private static final ErrorCode NOT_OPTIMAL = ErrorCategory.NUMERIC.code(21);

    /** Significant digits asked of the solver. */
    private static final NumberContext DIGITS = NumberContext.of(14);

    /** A weight of the solver's below this counts as none. */
    private static final double ROUNDING = 1e-10;

    private static final double TOLERANCE = 1e-9;

    /** Makes polishing strictly convex where P is singular; well below the tolerance beside entries of P of magnitude 1. */
    private static final double PROXIMITY = 1e-10;

    private SimplexQp() {}

    /**
     * Returns a minimum of the program. If P is zero, all weight lies on the smallest entry of q, of equal ones on the first.
     *
     * @throws IllegalArgumentException if P is not positive semidefinite
     * @throws ExeuntException if the answer does not fulfil the optimality conditions
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
        double[] shares = solve(core);
        for (int j = 0; j < candidates.length; j++) {
            weights[candidates[j]] = shares[j];
        }
        return weights;
    }

    /**
     * Returns the entries that may have weight at a minimum. {@code |(Px)_j|} is at most the largest magnitude c in P, so an entry whose q is more
     * than 4c above the smallest has a larger slope than that one everywhere.
     */
    private static int[] candidates(SimplexProgram program) {
        double smallest = Arrays.stream(program.linear()).min().orElseThrow();
        double reach = 4 * program.curvature();
        return IntStream.range(0, program.size())
                .filter(j -> program.linear()[j] - smallest <= reach)
                .toArray();
    }

    /** Returns the program of the candidates with entries of magnitude 1, which has the same minima. */
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

    /** On a program that is not convex ojAlgo may run for ever. */
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
        Optimisation.Result result = ask(program);
        double[] weights = polish(program, start(program, result));
        double violation = program.violation(weights);
        if (!(violation <= TOLERANCE)) {
            throw new ExeuntException(
                    NOT_OPTIMAL,
                    ("Quadratic program of %d weights on the simplex: ojAlgo ended as %s, its polished answer is off the optimality conditions"
                                    + " by %.3g; expected at most %.0e. For teacher weights use 'simplex-closed-form'.")
                            .formatted(program.size(), result.getState(), violation, TOLERANCE));
        }
        return weights;
    }

    private static Optimisation.Result ask(SimplexProgram program) {
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

    /** Returns the solver's answer on the simplex, with exact zeros. */
    private static double[] start(SimplexProgram program, Optimisation.Result result) {
        double[] answer = new double[program.size()];
        for (int j = 0; j < answer.length; j++) {
            double share = result.doubleValue(j);
            answer[j] = share > ROUNDING ? share : 0;
        }
        return Simplex.project(answer);
    }

    /**
     * Solves the optimality conditions to rounding, beginning with the entries the solver uses: its own answer is off by up to 1e-5 on rare
     * programs. Primal active set: walk to the minimum on the face of the used entries; one that would fall below 0 leaves, and when none does
     * the unused entry with the smallest slope enters, until none has a smaller slope than the used ones.
     */
    private static double[] polish(SimplexProgram program, double[] start) {
        double[] x = start.clone();
        int[] face = usedBy(x, -1);
        for (int step = 0; step < 20 * (x.length + 1); step++) {
            x = settle(program, start, x, face);
            int entering = entering(program, start, x);
            if (entering < 0) {
                return x;
            }
            face = usedBy(x, entering);
        }
        return x;
    }

    private static int[] usedBy(double[] x, int entering) {
        return IntStream.range(0, x.length)
                .filter(j -> x[j] > 0 || j == entering)
                .toArray();
    }

    /** Walks from {@code x} to the minimum on a face, leaving it for smaller ones where an entry reaches 0. */
    private static double[] settle(SimplexProgram program, double[] start, double[] from, int[] face) {
        double[] x = from.clone();
        int[] used = face;
        while (true) {
            double[] target = minimumOnFace(program, start, used);
            double stride = 1;
            int blocking = -1;
            for (int i = 0; i < used.length; i++) {
                double here = x[used[i]];
                if (target[i] < 0 && here / (here - target[i]) < stride) {
                    stride = here / (here - target[i]);
                    blocking = used[i];
                }
            }
            for (int i = 0; i < used.length; i++) {
                x[used[i]] = blocking < 0 ? target[i] : x[used[i]] + stride * (target[i] - x[used[i]]);
            }
            if (blocking < 0) {
                return x;
            }
            x[blocking] = 0;
            int left = blocking;
            used = Arrays.stream(used).filter(j -> j != left).toArray();
        }
    }

    /**
     * Minimises {@code x'Px + q'x + proximity ||x - start||^2} where the entries of a face sum to 1 and all others are 0; entries may come out
     * negative.
     */
    private static double[] minimumOnFace(SimplexProgram program, double[] start, int[] face) {
        int size = face.length;
        R064Store body = R064Store.FACTORY.make(size + 1, size + 1);
        R064Store right = R064Store.FACTORY.make(size + 1, 1);
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                body.set(i, k, 2 * program.quadratic()[face[i]][face[k]]);
            }
            body.add(i, i, 2 * PROXIMITY);
            body.set(i, size, 1);
            body.set(size, i, 1);
            right.set(i, 0, 2 * PROXIMITY * start[face[i]] - program.linear()[face[i]]);
        }
        right.set(size, 0, 1);
        double[] target = new double[size];
        try {
            MatrixStore<Double> solution = LU.R064.make(body).solve(body, right);
            Arrays.setAll(target, i -> solution.doubleValue(i, 0));
        } catch (RecoverableCondition e) {
            // the check of the answer finds numbers that are none and says so
            Arrays.fill(target, Double.NaN);
        }
        return target;
    }

    /** Returns the unused entry with the smallest slope if that is below the slopes of the used ones, else -1. */
    private static int entering(SimplexProgram program, double[] start, double[] x) {
        double threshold = Double.POSITIVE_INFINITY;
        double smallest = Double.POSITIVE_INFINITY;
        int entering = -1;
        for (int j = 0; j < x.length; j++) {
            double slope = program.slope(x, j) + 2 * PROXIMITY * (x[j] - start[j]);
            if (x[j] > 0) {
                threshold = Math.min(threshold, slope);
            } else if (slope < smallest) {
                smallest = slope;
                entering = j;
            }
        }
        return smallest < threshold - PROXIMITY ? entering : -1;
    }
}
