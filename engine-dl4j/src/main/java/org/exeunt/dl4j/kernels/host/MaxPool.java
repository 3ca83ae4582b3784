package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.kernels.VectorLoops;

/**
 * Max-pooling of 2x2 windows, over many windows and channels at once. Each array has one corner of all windows, in the
 * order top left, top right, bottom left, bottom right. Loops meet the requirements of {@link VectorLoops}.
 *
 * <p>The winner, the largest corner, is a number from 0 to 3; of equal corners, the first wins. For one thread.
 */
final class MaxPool {
    private static final float TINY = 1e-37f;

    private final float[] low;
    private final float[] winnerBelow;
    private final float[] isBelow;

    /** Creates the pooling for arrays of at most {@code length} values. */
    MaxPool(int length) {
        this.low = new float[length];
        this.winnerBelow = new float[length];
        this.isBelow = new float[length];
    }

    /** Writes the largest corner to {@code y}. */
    void largest(float[] a, float[] b, float[] c, float[] d, float[] y, int count) {
        larger(a, b, y, count);
        larger(c, d, low, count);
        larger(y, low, y, count);
    }

    /** Writes the largest corner to {@code y} and its number to {@code winner}. */
    void largest(float[] a, float[] b, float[] c, float[] d, float[] y, float[] winner, int count) {
        isSecondLarger(a, b, winner, count);
        isSecondLarger(c, d, winnerBelow, count);
        larger(a, b, y, count);
        larger(c, d, low, count);
        isSecondLarger(y, low, isBelow, count);
        larger(y, low, y, count);
        choose(winner, winnerBelow, isBelow, count);
    }

    private static void larger(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.max(a[i], b[i]);
        }
    }

    /** Writes 1 where {@code b > a}, otherwise 0. */
    private static void isSecondLarger(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            float more = b[i] - a[i];
            float twice = more + Math.abs(more);
            y[i] = twice / (twice + TINY);
        }
    }

    private static void choose(float[] winner, float[] winnerBelow, float[] isBelow, int count) {
        for (int i = 0; i < count; i++) {
            winner[i] = (1 - isBelow[i]) * winner[i] + isBelow[i] * (2 + winnerBelow[i]);
        }
    }

    /** Writes the gradient {@code g} to the winning corners and zero to the others. */
    static void spread(float[] g, float[] winner, float[] a, float[] b, float[] c, float[] d, int count) {
        spreadToEnd(g, winner, 1, -1, a, count);
        spreadToMiddle(g, winner, 1, b, count);
        spreadToMiddle(g, winner, 2, c, count);
        spreadToEnd(g, winner, -2, 1, d, count);
    }

    /** Computes {@code y = g max(0, offset + sign winner)}. */
    private static void spreadToEnd(float[] g, float[] winner, float offset, float sign, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            float v = offset + sign * winner[i];
            y[i] = g[i] * (0.5f * (v + Math.abs(v)));
        }
    }

    /** Computes {@code y = g max(0, 1 - |winner - corner|)}. */
    private static void spreadToMiddle(float[] g, float[] winner, float corner, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            float v = 1 - Math.abs(winner[i] - corner);
            y[i] = g[i] * (0.5f * (v + Math.abs(v)));
        }
    }
}
