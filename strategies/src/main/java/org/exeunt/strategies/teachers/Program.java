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

    /** Returns the derivative of the program's value along entry {@code j}. */
    double slope(double[] x, int j) {
        return 2 * strength * (x[j] - anchor[j]) - gain[j];
    }

    /**
     * Returns how far {@code x} is from optimal, in the unit of weights: the largest of its negative entries, of the distance of its sum from 1
     * and of the gap {@code (max over x_j > 0 of slope_j) - (min over all of slope_j)} divided by {@code 2 strength}. 0 at the minimum.
     */
    double violation(double[] x) {
        double sum = 0;
        double steepestUsed = Double.NEGATIVE_INFINITY;
        double flattest = Double.POSITIVE_INFINITY;
        double worst = 0;
        for (int j = 0; j < size(); j++) {
            sum += x[j];
            worst = Math.max(worst, -x[j]);
            double slope = slope(x, j);
            flattest = Math.min(flattest, slope);
            if (x[j] > 0) {
                steepestUsed = Math.max(steepestUsed, slope);
            }
        }
        double gap = (steepestUsed - flattest) / (2 * strength);
        return Math.max(Math.max(worst, Math.abs(sum - 1)), gap);
    }
}
