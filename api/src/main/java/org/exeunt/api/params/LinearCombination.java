package org.exeunt.api.params;

/**
 * Adds {@code sum_k coefficients[k] * rows[k]} to target rows, by one fused multiply-add per product in ascending order
 * of k.
 *
 * <p>Several rows are added per pass, so that each target value is loaded and stored once for several products, and
 * each row once for two targets. The number of rows and targets per pass is limited: C2 of JDK 17 does not vectorise
 * longer loop bodies, which are four times as slow.
 */
final class LinearCombination {
    /** In doubles. */
    private static final int CACHE_LINE = 8;

    private static final int ARRAY_HEADER = 2;

    private LinearCombination() {}

    /**
     * Returns rows of zeros, padded so that all rows have the same alignment within a cache line.
     *
     * <p>Otherwise most vector loads span two lines, which makes adding 1.5 times as slow. Rows and targets must
     * therefore come from one call.
     */
    static double[][] rows(int count, int length) {
        int whole = (length + ARRAY_HEADER + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
        return new double[count][whole - ARRAY_HEADER];
    }

    /** Returns the number of rows to add per pass to one target, or to two. */
    static int rowsAtOnce(int targets) {
        return targets == 1 ? 4 : 3;
    }

    /**
     * Adds to the values {@code from} to {@code to - 1} of one or two targets.
     *
     * @param coefficients one array per target, one entry per row
     * @param rows rows {@code first} to {@code last - 1} are added, each with at least {@code to} values
     */
    static void addTo(
            double[][] targets, int from, int to, double[][] coefficients, double[][] rows, int first, int last) {
        int k = first;
        if (targets.length == 2) {
            for (; k + 3 <= last; k += 3) {
                addThree(targets[0], targets[1], from, to, coefficients[0], coefficients[1], rows, k);
            }
        }
        for (int t = 0; t < targets.length; t++) {
            addTo(targets[t], from, to, coefficients[t], rows, k, last);
        }
    }

    private static void addTo(
            double[] target, int from, int to, double[] coefficients, double[][] rows, int first, int last) {
        int k = first;
        for (; k + 4 <= last; k += 4) {
            addFour(target, from, to, coefficients, rows, k);
        }
        for (; k < last; k++) {
            addOne(target, from, to, coefficients[k], rows[k]);
        }
    }

    private static void addThree(
            double[] one, double[] other, int from, int to, double[] a, double[] b, double[][] rows, int k) {
        double a0 = a[k];
        double a1 = a[k + 1];
        double a2 = a[k + 2];
        double b0 = b[k];
        double b1 = b[k + 1];
        double b2 = b[k + 2];
        double[] r0 = rows[k];
        double[] r1 = rows[k + 1];
        double[] r2 = rows[k + 2];
        for (int i = from; i < to; i++) {
            double v0 = r0[i];
            double v1 = r1[i];
            double v2 = r2[i];
            double sum = Math.fma(a2, v2, Math.fma(a1, v1, Math.fma(a0, v0, one[i])));
            other[i] = Math.fma(b2, v2, Math.fma(b1, v1, Math.fma(b0, v0, other[i])));
            one[i] = sum;
        }
    }

    private static void addFour(double[] target, int from, int to, double[] c, double[][] rows, int k) {
        double c0 = c[k];
        double c1 = c[k + 1];
        double c2 = c[k + 2];
        double c3 = c[k + 3];
        double[] r0 = rows[k];
        double[] r1 = rows[k + 1];
        double[] r2 = rows[k + 2];
        double[] r3 = rows[k + 3];
        for (int i = from; i < to; i++) {
            target[i] = Math.fma(c3, r3[i], Math.fma(c2, r2[i], Math.fma(c1, r1[i], Math.fma(c0, r0[i], target[i]))));
        }
    }

    private static void addOne(double[] target, int from, int to, double coefficient, double[] row) {
        for (int i = from; i < to; i++) {
            target[i] = Math.fma(coefficient, row[i], target[i]);
        }
    }
}
