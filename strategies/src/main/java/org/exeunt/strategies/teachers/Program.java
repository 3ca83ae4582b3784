package org.exeunt.strategies.teachers;

/** The program {@code min over the simplex of -gain.x + strength ||x - anchor||^2}, checked. */
record Program(double[] gain, double strength, double[] anchor) {
    Program {
        if (gain.length == 0 || gain.length != anchor.length) {
            throw new IllegalArgumentException("gain has %d entries, anchor %d; expected equally many, at least one"
                    .formatted(gain.length, anchor.length));
        }
        if (!(strength > 0) || strength == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("strength " + strength + " must be above 0 and finite");
        }
        for (int j = 0; j < gain.length; j++) {
            if (!Double.isFinite(gain[j] / (2 * strength)) || !Double.isFinite(anchor[j])) {
                throw new IllegalArgumentException(
                        "entry %d has gain %s, anchor %s at strength %s; expected finite numbers and gain / (2 strength) finite"
                                .formatted(j, gain[j], anchor[j], strength));
            }
        }
    }

    int size() {
        return gain.length;
    }

    /** Returns where entry {@code j} would lie if there were no simplex. */
    double unconstrained(int j) {
        return gain[j] / (2 * strength) + anchor[j];
    }

    /** Returns the program with its square multiplied out, which has the same minimum. */
    SimplexProgram general() {
        double[][] quadratic = new double[size()][size()];
        double[] linear = new double[size()];
        for (int j = 0; j < size(); j++) {
            quadratic[j][j] = strength;
            linear[j] = -gain[j] - 2 * strength * anchor[j];
        }
        return new SimplexProgram(quadratic, linear);
    }
}
