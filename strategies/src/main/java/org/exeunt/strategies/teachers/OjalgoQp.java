package org.exeunt.strategies.teachers;

import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;
import org.exeunt.api.round.TeacherWeights;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.convex.ConvexSolver;
import org.ojalgo.type.context.NumberContext;

/**
 * Solves the teachers' program with ojAlgo's active-set solver for convex quadratic programs.
 *
 * <p>Dense: O(n^2) memory and about O(n^3) time a row, for cohorts up to a few hundred clients. It agrees with
 * {@link SimplexClosedForm}; it is there to check it and to show how a program without a closed form is plugged in. Every answer is held
 * against the optimality conditions of the program: one that is off by more than 1e-9 is an error, never replaced by another answer.
 */
public final class OjalgoQp implements TeacherWeights {
    /** There is nothing to choose. */
    public record Options() {}

    /** Registers {@code ojalgo-qp}. */
    public static final class Plugin extends SimplePlugin<TeacherWeights, Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    TeacherWeights.class,
                    "ojalgo-qp",
                    "Solves the teachers' quadratic program with ojAlgo's general solver",
                    Options.class,
                    ApiVersion.CURRENT,
                    (options, context) -> new OjalgoQp());
        }
    }

    /** Significant digits asked of the solver. */
    private static final NumberContext DIGITS = NumberContext.of(14);

    /** A teacher with less weight than this is not used. */
    private static final double ROUNDING = 1e-10;

    private static final double TOLERANCE = 1e-9;

    private static final ErrorCode NOT_OPTIMAL = ErrorCategory.NUMERIC.code(21);

    @Override
    public double[] weights(double[] gain, double strength, double[] anchor) {
        Program program = new Program(gain, strength, anchor);
        Optimisation.Result result = solve(program);
        double[] weights = polish(program, result);
        double violation = program.violation(weights);
        if (!result.getState().isOptimal() || !(violation <= TOLERANCE)) {
            throw new ExeuntException(
                    NOT_OPTIMAL,
                    ("Teacher weights of %d teachers: ojAlgo ended as %s, off the optimality conditions by %.3g; expected at most %.0e."
                                    + " Use the teacher weights 'simplex-closed-form'.")
                            .formatted(program.size(), result.getState(), violation, TOLERANCE));
        }
        return weights;
    }

    private static Optimisation.Result solve(Program program) {
        int size = program.size();
        ConvexSolver.Builder builder = ConvexSolver.newBuilder(size);
        double[] ones = new double[size];
        for (int j = 0; j < size; j++) {
            // ojAlgo minimises x'Qx/2 - c'x
            builder.objective(j, j, 2 * program.strength());
            builder.objective(j, program.gain()[j] + 2 * program.strength() * program.anchor()[j]);
            ones[j] = 1;
            double[] negated = new double[size];
            negated[j] = -1;
            builder.inequality(0, negated);
        }
        builder.equality(1, ones);
        Optimisation.Options options = new Optimisation.Options();
        options.solution = DIGITS;
        options.feasibility = DIGITS;
        return builder.build(options).solve();
    }

    /**
     * Solves the optimality conditions exactly, beginning with the teachers the solver uses: its own answer is off by up to 1e-5 on rare
     * programs. A teacher found below 0 leaves, one whose slope is below the others' enters; each step raises the common threshold, so there
     * are at most as many as teachers.
     */
    private static double[] polish(Program program, Optimisation.Result result) {
        int size = program.size();
        boolean[] used = new boolean[size];
        double[] weights = new double[size];
        for (int j = 0; j < size; j++) {
            used[j] = result.doubleValue(j) > ROUNDING;
        }
        boolean settled = false;
        for (int step = 0; step <= size && !settled; step++) {
            double threshold = threshold(program, used);
            settled = true;
            for (int j = 0; j < size; j++) {
                double weight = program.unconstrained(j) - threshold;
                settled &= used[j] == weight > 0;
                used[j] = weight > 0;
                weights[j] = Math.max(weight, 0);
            }
        }
        return weights;
    }

    private static double threshold(Program program, boolean[] used) {
        double sum = 0;
        int count = 0;
        for (int j = 0; j < used.length; j++) {
            if (used[j]) {
                sum += program.unconstrained(j);
                count++;
            }
        }
        return (sum - 1) / count;
    }
}
