package org.exeunt.strategies.exit;

/**
 * The exact upper confidence bound of a share, from the count of examples that have a property.
 *
 * <p>Source: Clopper, Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial,
 * Biometrika 26, 1934. {@code StrictMath} gives the same bits on every processor.
 */
final class ClopperPearson {
    private ClopperPearson() {}

    /**
     * Returns the largest share p for which at most {@code count} of {@code examples} draws have the property with
     * probability {@code delta} or more: the solution of {@code P(Bin(n, p) <= k) = delta}.
     *
     * @param count k, from 0 to n
     * @param examples n, 0 or more
     * @param delta probability that the share is above the bound, in (0, 1)
     * @return the bound, in (0, 1]; 1 if all examples have the property, and without examples
     */
    static double upper(int count, int examples, double delta) {
        if (count == examples) {
            return 1;
        }
        double low = 0;
        double high = 1;
        // every step halves the interval; it ends where no number is left between its ends
        for (double middle = .5; middle > low && middle < high; middle = low + (high - low) / 2) {
            if (tail(count, examples, middle) > delta) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Returns {@code P(Bin(n, p) <= k)}, computed with logarithms because {@code (1 - p)^n} can underflow. */
    private static double tail(int k, int n, double p) {
        double odds = StrictMath.log(p) - StrictMath.log1p(-p);
        double logTerm = n * StrictMath.log1p(-p);
        double sum = StrictMath.exp(logTerm);
        for (int i = 1; i <= k; i++) {
            logTerm += StrictMath.log((n - i + 1.0) / i) + odds;
            sum += StrictMath.exp(logTerm);
        }
        return sum;
    }
}
