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

    /** Significant digits asked of the solver; its default leaves an error of up to 1e-5 on rare programs. */
    private static final NumberContext DIGITS = NumberContext.of(14);

    /** A weight below this is a zero the solver could not reach exactly. */
    private static final double ROUNDING = 1e-10;

    private static final double TOLERANCE = 1e-9;

    private static final ErrorCode NOT_OPTIMAL = ErrorCategory.NUMERIC.code(21);

    @Override
    public double[] weights(double[] gain, double strength, double[] anchor) {
        Program program = new Program(gain, strength, anchor);
        Optimisation.Result result = solve(program);
        double[] weights = onSimplex(result, program.size());
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

    private static double[] onSimplex(Optimisation.Result result, int size) {
        double[] weights = new double[size];
        double sum = 0;
        for (int j = 0; j < size; j++) {
            double weight = result.doubleValue(j);
            weights[j] = Math.abs(weight) < ROUNDING ? 0 : weight;
            sum += weights[j];
        }
        for (int j = 0; j < size; j++) {
            weights[j] /= sum;
        }
        return weights;
    }
}
