package org.exeunt.dl4j.kernels;

import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.MemoryLocation;

/**
 * Loops over tiles of floats that the compiler (C2 of JDK 17) vectorises.
 *
 * <p>Requirements for vectorisation: every array is indexed by only the loop variable; no branch, no conditional, no
 * reduction into a scalar; few arrays, because the compiler stops unrolling with more than about six. Therefore ReLU is
 * {@code (v + |v|) / 2}, and the mask of {@code w > 0} for {@code w >= 0} is {@code w / (w + tiny)} or is computed from
 * bits. Coefficients of channels are repeated over a tile, and sums are kept separately for each position of the tile
 * until {@link #fold}.
 */
public final class VectorLoops {
    private static final float TINY = 1e-37f;
    private static final int TILE = 2048;
    /** Longer than on the host, because every access to device memory requires several operations. */
    private static final int DEVICE_TILE = 1 << 16;

    /** Side length of the squares that are transposed at once. */
    private static final int SQUARE = 16;

    private VectorLoops() {}

    /**
     * Returns the length of a tile of whole rows of channels. In host memory, several tiles fit in the first-level
     * cache.
     */
    public static int tileLength(int channels) {
        int tile = MemoryLocation.isHost() ? TILE : DEVICE_TILE;
        return channels * Math.max(1, tile / channels);
    }

    /** Copies the row of channels that starts at {@code from} into all rows of a tile. */
    public static void repeat(float[] rows, int from, int channels, float[] tile) {
        System.arraycopy(rows, from, tile, 0, channels);
        for (int i = channels; i < tile.length; i++) {
            tile[i] = tile[i - channels];
        }
    }

    /** Returns the sums over the rows of a tile. */
    public static double[] fold(float[] tile, int channels) {
        double[] sums = new double[channels];
        for (int i = 0, channel = 0; i < tile.length; i++) {
            sums[channel] += tile[i];
            channel = channel + 1 == channels ? 0 : channel + 1;
        }
        return sums;
    }

    /** Rounds values to float32. */
    public static void round(double[] source, float[] target) {
        for (int i = 0; i < source.length; i++) {
            target[i] = (float) source[i];
        }
    }

    /** Writes the transpose of a row-major matrix, one square at a time, so that reads and writes stay in the cache. */
    public static void transpose(float[] matrix, int rows, int columns, float[] target) {
        for (int top = 0; top < rows; top += SQUARE) {
            int bottom = Math.min(rows, top + SQUARE);
            for (int left = 0; left < columns; left += SQUARE) {
                int right = Math.min(columns, left + SQUARE);
                for (int column = left; column < right; column++) {
                    for (int row = top; row < bottom; row++) {
                        target[column * rows + row] = matrix[row * columns + column];
                    }
                }
            }
        }
    }

    /** Writes the transpose of a matrix to another one, which may have the same memory. */
    public static void transpose(Matrix matrix, Matrix target) {
        float[] transposed = new float[matrix.size()];
        transpose(matrix.toArray(), matrix.rows(), matrix.columns(), transposed);
        target.put(0, transposed, transposed.length);
    }

    /** Computes {@code a += b}. */
    public static void add(float[] a, float[] b, int count) {
        for (int i = 0; i < count; i++) {
            a[i] += b[i];
        }
    }

    /** Computes {@code a += factor b}. */
    public static void addScaled(float[] a, float[] b, float factor, int count) {
        for (int i = 0; i < count; i++) {
            a[i] += factor * b[i];
        }
    }

    /** Computes {@code a -= b}. */
    public static void subtract(float[] a, float[] b, int count) {
        for (int i = 0; i < count; i++) {
            a[i] -= b[i];
        }
    }

    /** Computes {@code a *= b}. */
    public static void multiply(float[] a, float[] b, int count) {
        for (int i = 0; i < count; i++) {
            a[i] *= b[i];
        }
    }

    /** Computes {@code a *= factor}. */
    public static void multiply(float[] a, float factor, int count) {
        for (int i = 0; i < count; i++) {
            a[i] *= factor;
        }
    }

    /** Computes {@code a = factor relu(a + b)}. */
    public static void addAndClip(float[] a, float[] b, float factor, int count) {
        float half = 0.5f * factor;
        for (int i = 0; i < count; i++) {
            float sum = a[i] + b[i];
            a[i] = half * (sum + Math.abs(sum));
        }
    }

    /** Computes {@code z = scale z + offset}. */
    public static void scale(float[] z, float[] scale, float[] offset, int count) {
        for (int i = 0; i < count; i++) {
            z[i] = z[i] * scale[i] + offset[i];
        }
    }

    /** Computes {@code z = relu(scale z + offset)}. */
    public static void scaleAndClip(float[] z, float[] scale, float[] offset, int count) {
        for (int i = 0; i < count; i++) {
            float v = z[i] * scale[i] + offset[i];
            z[i] = 0.5f * (v + Math.abs(v));
        }
    }

    /** Computes {@code z = relu(scale z + offset + x)}. */
    public static void scaleAddAndClip(float[] z, float[] scale, float[] offset, float[] x, int count) {
        for (int i = 0; i < count; i++) {
            float v = z[i] * scale[i] + offset[i] + x[i];
            z[i] = 0.5f * (v + Math.abs(v));
        }
    }

    /** Computes {@code z = relu(scale z + offset + scaleX x)}. */
    public static void scaleBothAndClip(
            float[] z, float[] scale, float[] offset, float[] x, float[] scaleX, int count) {
        for (int i = 0; i < count; i++) {
            float v = z[i] * scale[i] + offset[i] + x[i] * scaleX[i];
            z[i] = 0.5f * (v + Math.abs(v));
        }
    }

    /** Adds {@code z - shift} and its square to two sums. */
    public static void addMoments(float[] z, float[] shift, float[] sums, float[] squares, int count) {
        for (int i = 0; i < count; i++) {
            float v = z[i] - shift[i];
            sums[i] += v;
            squares[i] += v * v;
        }
    }

    /** Sets {@code g} to zero where {@code scale z + offset} is not positive. */
    public static void dropWhereClipped(float[] g, float[] z, float[] scale, float[] offset, int count) {
        for (int i = 0; i < count; i++) {
            float v = z[i] * scale[i] + offset[i];
            float w = v + Math.abs(v);
            g[i] *= w / (w + TINY);
        }
    }

    /** Sets {@code g} to zero where {@code y}, which is not negative, is zero. */
    public static void dropWhereZero(float[] g, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            g[i] *= y[i] / (y[i] + TINY);
        }
    }

    /**
     * Clears the bits of {@code g} where {@code y} is zero: the sign bit of {@code -|y|}, read as an integer, is a mask
     * of {@code y > 0}.
     */
    public static void dropWhereZero(int[] g, int[] y, int count) {
        for (int i = 0; i < count; i++) {
            g[i] &= -(y[i] & 0x7fffffff) >> 31;
        }
    }

    /** Adds {@code g} and {@code g (z - shift)} to two sums. */
    public static void addSlopes(float[] g, float[] z, float[] shift, float[] sums, float[] products, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += g[i];
            products[i] += g[i] * (z[i] - shift[i]);
        }
    }

    /** Adds {@code g (z - shift)} to a sum. */
    public static void addProducts(float[] g, float[] z, float[] shift, float[] products, int count) {
        for (int i = 0; i < count; i++) {
            products[i] += g[i] * (z[i] - shift[i]);
        }
    }

    /** Adds {@code a b} to a sum. */
    public static void addProducts(float[] a, float[] b, float[] products, int count) {
        for (int i = 0; i < count; i++) {
            products[i] += a[i] * b[i];
        }
    }

    /** Computes {@code a -= b c}. */
    public static void subtractProducts(float[] a, float[] b, float[] c, int count) {
        for (int i = 0; i < count; i++) {
            a[i] -= b[i] * c[i];
        }
    }

    /** Computes {@code g = p g + q z + r}. */
    public static void combine(float[] g, float[] p, float[] z, float[] q, float[] r, int count) {
        for (int i = 0; i < count; i++) {
            g[i] = g[i] * p[i] + z[i] * q[i] + r[i];
        }
    }
}
