package org.exeunt.strategies.teachers;

import org.exeunt.api.strategy.TeacherWeights;
import org.exeunt.api.strategy.TeacherWeightsPlugin;

/**
 * Solves the teachers' program exactly: its minimum over the simplex is the projection of {@code gain / (2 strength) + anchor}.
 *
 * <p>O(n log n) a row. A uniform anchor drops out.
 */
public final class SimplexClosedForm implements TeacherWeights {
    /** There is nothing to choose. */
    public record Options() {}

    /** Registers {@code simplex-closed-form}. */
    public static final class Plugin extends TeacherWeightsPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "simplex-closed-form",
                    "Solves the teachers' quadratic program exactly by a projection onto the simplex",
                    Options.class,
                    (options, context) -> new SimplexClosedForm());
        }
    }

    @Override
    public double[] weights(double[] gain, double strength, double[] anchor) {
        Program program = new Program(gain, strength, anchor);
        double[] target = new double[gain.length];
        for (int j = 0; j < target.length; j++) {
            target[j] = program.unconstrained(j);
        }
        return Simplex.project(target);
    }
}
