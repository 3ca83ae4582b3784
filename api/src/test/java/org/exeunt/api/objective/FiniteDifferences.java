package org.exeunt.api.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Compares gradients with central differences. */
final class FiniteDifferences {
    /** Relative; central differences with this step are accurate to about 1e-8 here. */
    private static final double TOLERANCE = 1e-4;

    private static final double STEP = 1e-4;

    private FiniteDifferences() {}

    /** Checks the gradient that a loss term adds for the values it reads. */
    static void check(LossTerm term, FixedPass pass, double[] values, double[] gradient, int length) {
        term.addTo(pass);
        double[] exact = gradient.clone();
        double scale = norm(exact);
        assertThat(scale).as("norm of the gradient").isPositive();
        for (int i = 0; i < length; i++) {
            double value = values[i];
            values[i] = value + STEP;
            double up = term.addTo(pass);
            values[i] = value - STEP;
            double down = term.addTo(pass);
            values[i] = value;
            assertThat(exact[i]).as("index %d", i).isCloseTo((up - down) / (2 * STEP), within(TOLERANCE * scale));
        }
        for (int i = length; i < exact.length; i++) {
            assertThat(exact[i]).as("index %d after the batch", i).isZero();
        }
    }

    /** Checks the gradient that a parameter term adds. Divides by the step that remains after rounding to float32. */
    static void check(ParameterTerm term, float[] parameters) {
        float[] gradient = new float[parameters.length];
        term.addTo(parameters, gradient);
        double squares = 0;
        for (float g : gradient) {
            squares += (double) g * g;
        }
        assertThat(squares).as("squared norm of the gradient").isPositive();
        for (int i = 0; i < parameters.length; i++) {
            float value = parameters[i];
            float up = value + 1e-2f;
            float down = value - 1e-2f;
            parameters[i] = up;
            double above = term.addTo(parameters, new float[parameters.length]);
            parameters[i] = down;
            double below = term.addTo(parameters, new float[parameters.length]);
            parameters[i] = value;
            assertThat((double) gradient[i])
                    .as("index %d", i)
                    .isCloseTo((above - below) / ((double) up - down), within(TOLERANCE * Math.sqrt(squares)));
        }
    }

    private static double norm(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
