package org.exeunt.strategies;

/**
 * Adds {@code sum_k coefficients[k] * rows[k]} to a row, k ascending: the bits are those of adding one product after the other.
 *
 * <p>Eight rows at a time, so that the target is loaded and stored once for eight products; the loop over a row is one the compiler vectorises.
 * Comparing and mixing the models of a cohort is nothing but this.
 */
final class LinearCombination {
    private LinearCombination() {}

    /**
     * Adds to {@code target[from]} up to its end.
     *
     * @param rows at least as long as the target
     */
    static void addTo(double[] target, int from, double[] coefficients, double[][] rows, int count) {
        int k = 0;
        for (; k + 8 <= count; k += 8) {
            addEight(target, from, coefficients, rows, k);
        }
        for (; k < count; k++) {
            addOne(target, from, coefficients[k], rows[k]);
        }
    }

    private static void addEight(double[] target, int from, double[] c, double[][] rows, int k) {
        double c0 = c[k];
        double c1 = c[k + 1];
        double c2 = c[k + 2];
        double c3 = c[k + 3];
        double c4 = c[k + 4];
        double c5 = c[k + 5];
        double c6 = c[k + 6];
        double c7 = c[k + 7];
        double[] r0 = rows[k];
        double[] r1 = rows[k + 1];
        double[] r2 = rows[k + 2];
        double[] r3 = rows[k + 3];
        double[] r4 = rows[k + 4];
        double[] r5 = rows[k + 5];
        double[] r6 = rows[k + 6];
        double[] r7 = rows[k + 7];
        for (int i = from; i < target.length; i++) {
            target[i] = target[i]
                    + c0 * r0[i]
                    + c1 * r1[i]
                    + c2 * r2[i]
                    + c3 * r3[i]
                    + c4 * r4[i]
                    + c5 * r5[i]
                    + c6 * r6[i]
                    + c7 * r7[i];
        }
    }

    private static void addOne(double[] target, int from, double coefficient, double[] row) {
        for (int i = from; i < target.length; i++) {
            target[i] += coefficient * row[i];
        }
    }
}
