package org.exeunt.strategies.teachers;

import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.strategy.TeacherWeights;
import org.exeunt.api.strategy.TeacherWeightsPlugin;

/**
 * Computes teacher weights in closed form: the minimum over the simplex is the projection of
 * {@code gain / (2 strength) + anchor}.
 *
 * <p>Takes O(n log n) time per client. A uniform anchor has no effect on the result.
 */
public final class SimplexClosedForm implements TeacherWeights {
    /** Registers {@code simplex-closed-form}. */
    public static final class Plugin extends TeacherWeightsPlugin<NoOptions> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "simplex-closed-form",
                    "Solves the quadratic program of the teacher weights exactly, by a projection onto the simplex",
                    NoOptions.class,
                    (options, context) -> new SimplexClosedForm());
        }
    }

    @Override
    public double[] weights(double[] gain, double strength, double[] anchor) {
        ProximalProgram program = new ProximalProgram(gain, strength, anchor);
        double[] target = new double[gain.length];
        for (int j = 0; j < target.length; j++) {
            target[j] = program.unconstrained(j);
        }
        return Simplex.project(target);
    }
}
