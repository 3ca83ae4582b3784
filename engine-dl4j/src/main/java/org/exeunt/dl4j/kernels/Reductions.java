package org.exeunt.dl4j.kernels;

/**
 * Sums over a range of an array. The compiler does not vectorise such loops, because that would change the order of
 * additions; with eight partial sums, the CPU is used as well and rounding errors are smaller.
 */
public final class Reductions {
    private Reductions() {}

    /** Returns the sum of {@code count} elements, starting at {@code from}. */
    public static float sum(float[] a, int from, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = from;
        for (int end = from + count - 7; i < end; i += 8) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
            s4 += a[i + 4];
            s5 += a[i + 5];
            s6 += a[i + 6];
            s7 += a[i + 7];
        }
        for (; i < from + count; i++) {
            s0 += a[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** Returns the inner product of {@code count} elements of each array. */
    public static float dot(float[] a, int fromA, float[] b, int fromB, int count) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i < count - 7; i += 8) {
            int p = fromA + i;
            int q = fromB + i;
            s0 += a[p] * b[q];
            s1 += a[p + 1] * b[q + 1];
            s2 += a[p + 2] * b[q + 2];
            s3 += a[p + 3] * b[q + 3];
            s4 += a[p + 4] * b[q + 4];
            s5 += a[p + 5] * b[q + 5];
            s6 += a[p + 6] * b[q + 6];
            s7 += a[p + 7] * b[q + 7];
        }
        for (; i < count; i++) {
            s0 += a[fromA + i] * b[fromB + i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
