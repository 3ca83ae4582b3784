package org.exeunt.strategies.teachers;

/**
 * The quadratic program {@code min over the simplex of -gain.x + strength ||x - anchor||^2}.
 *
 * @param gain one value per weight
 * @param strength above 0 and finite
 * @param anchor one value per weight
 */
record ProximalProgram(double[] gain, double strength, double[] anchor) {
    ProximalProgram {
        if (gain.length == 0 || gain.length != anchor.length) {
            throw new IllegalArgumentException(
                    "gain has %d entries, anchor has %d; expected the same number, at least one"
                            .formatted(gain.length, anchor.length));
        }
        if (!(strength > 0) || strength == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("strength is " + strength + "; expected a finite number above 0");
        }
        for (int j = 0; j < gain.length; j++) {
            if (!Double.isFinite(gain[j] / (2 * strength)) || !Double.isFinite(anchor[j])) {
                throw new IllegalArgumentException(
                        ("entry %d has gain %s and anchor %s at strength %s; expected finite numbers, and a finite"
                                        + " gain / (2 strength)")
                                .formatted(j, gain[j], anchor[j], strength));
            }
        }
    }

    int size() {
        return gain.length;
    }

    /** Returns entry {@code j} of the minimum without the simplex constraint. */
    double unconstrained(int j) {
        return gain[j] / (2 * strength) + anchor[j];
    }

    /**
     * Returns the program with the square multiplied out and without the constant, which has the same minimum.
     */
    SimplexProgram toSimplexProgram() {
        double[][] quadratic = new double[size()][size()];
        double[] linear = new double[size()];
        for (int j = 0; j < size(); j++) {
            quadratic[j][j] = strength;
            linear[j] = -gain[j] - 2 * strength * anchor[j];
        }
        return new SimplexProgram(quadratic, linear);
    }
}
