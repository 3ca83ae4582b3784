package org.exeunt.strategies.teachers;

import org.exeunt.api.strategy.TeacherWeights;
import org.exeunt.api.strategy.TeacherWeightsPlugin;

/**
 * Solves the teachers' program with the general solver {@link SimplexQp}.
 *
 * <p>For cohorts up to a few hundred clients. It agrees with {@link SimplexClosedForm}; it is there to check it and to show how a program
 * without a closed form is plugged in.
 */
public final class OjalgoQp implements TeacherWeights {
    /** There is nothing to choose. */
    public record Options() {}

    /** Registers {@code ojalgo-qp}. */
    public static final class Plugin extends TeacherWeightsPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "ojalgo-qp",
                    "Solves the teachers' quadratic program with ojAlgo's general solver",
                    Options.class,
                    (options, context) -> new OjalgoQp());
        }
    }

    @Override
    public double[] weights(double[] gain, double strength, double[] anchor) {
        return SimplexQp.minimum(new Program(gain, strength, anchor).general());
    }
}
