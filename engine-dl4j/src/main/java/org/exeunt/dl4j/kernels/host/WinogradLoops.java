package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.kernels.VectorLoops;

/**
 * The one-dimensional transforms of Winograd's algorithm F(4, 3) and their adjoints, over many tiles and channels at
 * once. Applied to rows and then to columns, they are the transforms of F(4x4, 3x3) (Lavin and Gray, arXiv 1509.09308,
 * with the points 0, 1, -1, 2, -2 and infinity).
 *
 * <p>Each array has one position of all tiles. Loops meet the requirements of {@link VectorLoops}: indices without
 * offsets, no branches, at most six arrays.
 */
final class WinogradLoops {
    private static final float SIXTH = 1f / 6;
    private static final float TWELFTH = 1f / 12;
    private static final float TWENTY_FOURTH = 1f / 24;

    private WinogradLoops() {}

    /** Transforms six inputs {@code d} to six values: {@code Bᵀ d}. */
    static void input(float[][] d, int from, int step, float[][] v, int to, int toStep, int count) {
        float[] d1 = d[from + step];
        float[] d2 = d[from + 2 * step];
        float[] d3 = d[from + 3 * step];
        float[] d4 = d[from + 4 * step];
        inputEnd(d[from], d2, d4, v[to], count);
        sumAndDifference(d4, d2, d3, d1, -4, 1, -4, v[to + toStep], v[to + 2 * toStep], count);
        sumAndDifference(d4, d2, d3, d1, -1, 2, -2, v[to + 3 * toStep], v[to + 4 * toStep], count);
        inputEnd(d1, d3, d[from + 5 * step], v[to + 5 * toStep], count);
    }

    private static void inputEnd(float[] a, float[] b, float[] c, float[] v, int count) {
        for (int i = 0; i < count; i++) {
            v[i] = 4 * a[i] - 5 * b[i] + c[i];
        }
    }

    /** The adjoint of {@link #input}: transforms six gradients at the values to six at the inputs, {@code B v}. */
    static void inputGradient(float[][] v, int from, int step, float[][] d, int to, int toStep, int count) {
        float[] v0 = v[from];
        float[] v1 = v[from + step];
        float[] v2 = v[from + 2 * step];
        float[] v3 = v[from + 3 * step];
        float[] v4 = v[from + 4 * step];
        float[] v5 = v[from + 5 * step];
        scale(v0, 4, d[to], count);
        inputGradientFirst(v1, v2, v3, v4, v5, d[to + toStep], count);
        inputGradientSecond(v0, v1, v2, v3, v4, d[to + 2 * toStep], count);
        differences(v1, v2, v3, v4, 2, v5, -5, d[to + 3 * toStep], count);
        sum(v0, v1, v2, v3, v4, d[to + 4 * toStep], count);
        System.arraycopy(v5, 0, d[to + 5 * toStep], 0, count);
    }

    private static void inputGradientFirst(
            float[] v1, float[] v2, float[] v3, float[] v4, float[] v5, float[] d, int count) {
        for (int i = 0; i < count; i++) {
            d[i] = 4 * (v2[i] - v1[i] + v5[i]) + 2 * (v4[i] - v3[i]);
        }
    }

    private static void inputGradientSecond(
            float[] v0, float[] v1, float[] v2, float[] v3, float[] v4, float[] d, int count) {
        for (int i = 0; i < count; i++) {
            d[i] = -5 * v0[i] - 4 * (v1[i] + v2[i]) - (v3[i] + v4[i]);
        }
    }

    /** Transforms three weights {@code g} to six values: {@code G g}. */
    static void weights(float[][] g, int from, int step, float[][] u, int to, int toStep, int count) {
        float[] g0 = g[from];
        float[] g1 = g[from + step];
        float[] g2 = g[from + 2 * step];
        scale(g0, 0.25f, u[to], count);
        weightsOnes(g0, g1, g2, u[to + toStep], u[to + 2 * toStep], count);
        weightsTwos(g0, g1, g2, u[to + 3 * toStep], u[to + 4 * toStep], count);
        System.arraycopy(g2, 0, u[to + 5 * toStep], 0, count);
    }

    private static void weightsOnes(float[] g0, float[] g1, float[] g2, float[] plus, float[] minus, int count) {
        for (int i = 0; i < count; i++) {
            float even = (g0[i] + g2[i]) * -SIXTH;
            float odd = g1[i] * -SIXTH;
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    private static void weightsTwos(float[] g0, float[] g1, float[] g2, float[] plus, float[] minus, int count) {
        for (int i = 0; i < count; i++) {
            float even = g0[i] * TWENTY_FOURTH + g2[i] * SIXTH;
            float odd = g1[i] * TWELFTH;
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    /**
     * The adjoint of {@link #weights}: transforms six gradients at the values to three at the weights, {@code Gᵀ u}.
     */
    static void weightGradient(float[][] u, int from, int step, float[][] g, int to, int toStep, int count) {
        float[] u1 = u[from + step];
        float[] u2 = u[from + 2 * step];
        float[] u3 = u[from + 3 * step];
        float[] u4 = u[from + 4 * step];
        weightGradientFirst(u[from], u1, u2, u3, u4, g[to], count);
        weightGradientSecond(u1, u2, u3, u4, g[to + toStep], count);
        weightGradientThird(u1, u2, u3, u4, u[from + 5 * step], g[to + 2 * toStep], count);
    }

    private static void weightGradientFirst(
            float[] u0, float[] u1, float[] u2, float[] u3, float[] u4, float[] g, int count) {
        for (int i = 0; i < count; i++) {
            g[i] = 0.25f * u0[i] - SIXTH * (u1[i] + u2[i]) + TWENTY_FOURTH * (u3[i] + u4[i]);
        }
    }

    private static void weightGradientSecond(float[] u1, float[] u2, float[] u3, float[] u4, float[] g, int count) {
        for (int i = 0; i < count; i++) {
            g[i] = SIXTH * (u2[i] - u1[i]) + TWELFTH * (u3[i] - u4[i]);
        }
    }

    private static void weightGradientThird(
            float[] u1, float[] u2, float[] u3, float[] u4, float[] u5, float[] g, int count) {
        for (int i = 0; i < count; i++) {
            g[i] = SIXTH * (u3[i] + u4[i] - u1[i] - u2[i]) + u5[i];
        }
    }

    /** Transforms six products {@code m} to four outputs: {@code Aᵀ m}. */
    static void output(float[][] m, int from, int step, float[][] y, int to, int toStep, int count) {
        float[] m1 = m[from + step];
        float[] m2 = m[from + 2 * step];
        float[] m3 = m[from + 3 * step];
        float[] m4 = m[from + 4 * step];
        sum(m[from], m1, m2, m3, m4, y[to], count);
        sums(m1, m2, m3, m4, -1, 2, y[to + toStep], count);
        sums(m1, m2, m3, m4, 1, 4, y[to + 2 * toStep], count);
        differences(m1, m2, m3, m4, 8, m[from + 5 * step], 1, y[to + 3 * toStep], count);
    }

    /** Writes {@code (a + sign b) + factor (c + sign d)}. */
    private static void sums(float[] a, float[] b, float[] c, float[] d, float sign, float factor, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = (a[i] + sign * b[i]) + factor * (c[i] + sign * d[i]);
        }
    }

    /** Writes {@code (a - b) + factor (c - d) + last e}. */
    private static void differences(
            float[] a, float[] b, float[] c, float[] d, float factor, float[] e, float last, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = (a[i] - b[i]) + factor * (c[i] - d[i]) + last * e[i];
        }
    }

    /** The adjoint of {@link #output}: transforms four gradients at the outputs to six at the products, {@code A y}. */
    static void outputGradient(float[][] y, int from, int step, float[][] m, int to, int toStep, int count) {
        float[] y0 = y[from];
        float[] y1 = y[from + step];
        float[] y2 = y[from + 2 * step];
        float[] y3 = y[from + 3 * step];
        System.arraycopy(y0, 0, m[to], 0, count);
        sumAndDifference(y0, y2, y1, y3, 1, 1, 1, m[to + toStep], m[to + 2 * toStep], count);
        sumAndDifference(y0, y2, y1, y3, 4, 2, 8, m[to + 3 * toStep], m[to + 4 * toStep], count);
        System.arraycopy(y3, 0, m[to + 5 * toStep], 0, count);
    }

    /** Writes e + o and e - o, where {@code e = a + f b} and {@code o = g c + h d}. */
    private static void sumAndDifference(
            float[] a, float[] b, float[] c, float[] d, float f, float g, float h, float[] plus, float[] minus, int n) {
        for (int i = 0; i < n; i++) {
            float even = a[i] + f * b[i];
            float odd = g * c[i] + h * d[i];
            plus[i] = even + odd;
            minus[i] = even - odd;
        }
    }

    private static void sum(float[] a, float[] b, float[] c, float[] d, float[] e, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] + (b[i] + c[i]) + (d[i] + e[i]);
        }
    }

    private static void scale(float[] a, float factor, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = factor * a[i];
        }
    }
}
