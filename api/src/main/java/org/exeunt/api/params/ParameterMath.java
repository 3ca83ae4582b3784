package org.exeunt.api.params;

import java.util.List;

/**
 * Arithmetic of parameter sets. Sums are accumulated in double in the order given, so results do not depend on threads.
 *
 * <p>The arguments of one operation must have the same blocks; otherwise an {@link IllegalArgumentException} is thrown.
 */
public final class ParameterMath {
    private static final double ZERO_NORM = 1e-12;

    private ParameterMath() {}

    /** Returns {@code a + b}. */
    public static ParameterSet add(ParameterSet a, ParameterSet b) {
        return axpy(1, a, b);
    }

    /** Returns {@code a - b}. */
    public static ParameterSet subtract(ParameterSet a, ParameterSet b) {
        return axpy(-1, b, a);
    }

    /** Returns {@code factor * a}. */
    public static ParameterSet scale(double factor, ParameterSet a) {
        float[] x = a.raw();
        float[] result = new float[x.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (factor * x[i]);
        }
        return ParameterSet.adopt(a.blocks(), result);
    }

    /** Returns {@code factor * x + y}. */
    public static ParameterSet axpy(double factor, ParameterSet x, ParameterSet y) {
        requireSameBlocks(x, y);
        float[] a = x.raw();
        float[] b = y.raw();
        float[] result = new float[a.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) (factor * a[i] + b[i]);
        }
        return ParameterSet.adopt(x.blocks(), result);
    }

    /**
     * Returns {@code sum_i weights[i] * sets[i]}, added in list order.
     *
     * @param sets at least one
     * @param weights one per set; not normalised by this method
     */
    public static ParameterSet weightedSum(List<ParameterSet> sets, double[] weights) {
        if (sets.isEmpty() || sets.size() != weights.length) {
            throw new IllegalArgumentException("%d parameter sets and %d weights; expected equally many, at least one"
                    .formatted(sets.size(), weights.length));
        }
        double[] sum = new double[sets.get(0).size()];
        for (int s = 0; s < weights.length; s++) {
            requireSameBlocks(sets.get(0), sets.get(s));
            float[] values = sets.get(s).raw();
            double weight = weights[s];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight * values[i];
            }
        }
        float[] result = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            result[i] = (float) sum[i];
        }
        return ParameterSet.adopt(sets.get(0).blocks(), result);
    }

    /**
     * Returns the weighted mean {@code sum_i weights[i] * sets[i] / sum_i weights[i]}.
     *
     * @throws IllegalArgumentException if the weights do not have a positive sum
     */
    public static ParameterSet weightedMean(List<ParameterSet> sets, double[] weights) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        if (!(total > 0)) {
            throw new IllegalArgumentException("weights sum to " + total + "; expected a positive sum");
        }
        double[] normalised = new double[weights.length];
        for (int i = 0; i < normalised.length; i++) {
            normalised[i] = weights[i] / total;
        }
        return weightedSum(sets, normalised);
    }

    /** Returns the inner product. */
    public static double dot(ParameterSet a, ParameterSet b) {
        requireSameBlocks(a, b);
        float[] x = a.raw();
        float[] y = b.raw();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (double) x[i] * y[i];
        }
        return sum;
    }

    /** Returns the Euclidean norm. */
    public static double norm(ParameterSet a) {
        return Math.sqrt(dot(a, a));
    }

    /**
     * Returns the cosine of the angle between two sets, in [-1, 1]; 0 if either norm is below 1e-12 or the result is
     * NaN.
     */
    public static double cosine(ParameterSet a, ParameterSet b) {
        return cosine(dot(a, b), dot(a, a), dot(b, b));
    }

    /** Returns the cosine of two vectors with this inner product and these squared norms, as for parameter sets. */
    public static double cosine(double product, double squareA, double squareB) {
        double normA = Math.sqrt(squareA);
        double normB = Math.sqrt(squareB);
        if (normA < ZERO_NORM || normB < ZERO_NORM) {
            return 0;
        }
        double cosine = product / (normA * normB);
        return Double.isNaN(cosine) ? 0 : Math.max(-1, Math.min(1, cosine)); // rounding may exceed the range
    }

    private static void requireSameBlocks(ParameterSet a, ParameterSet b) {
        if (!a.blocks().equals(b.blocks())) {
            throw new IllegalArgumentException("different blocks: %s and %s".formatted(a.blocks(), b.blocks()));
        }
    }
}
