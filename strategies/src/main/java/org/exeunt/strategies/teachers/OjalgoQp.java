package org.exeunt.strategies.teachers;

import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.strategy.TeacherWeights;
import org.exeunt.api.strategy.TeacherWeightsPlugin;

/**
 * Computes teacher weights with the general solver {@link SimplexQp}.
 *
 * <p>Suitable for cohorts of up to a few hundred clients. The result agrees with that of {@link SimplexClosedForm};
 * this solver is a check of the closed form and an example for programs without one.
 */
public final class OjalgoQp implements TeacherWeights {
    /** Registers {@code ojalgo-qp}. */
    public static final class Plugin extends TeacherWeightsPlugin<NoOptions> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "ojalgo-qp",
                    "Solves the quadratic program of the teacher weights with ojAlgo's general solver",
                    NoOptions.class,
                    (options, context) -> new OjalgoQp());
        }
    }

    @Override
    public double[] weights(double[] gain, double strength, double[] anchor) {
        return SimplexQp.minimum(new ProximalProgram(gain, strength, anchor).toSimplexProgram());
    }
}
