package org.exeunt.dl4j.kernels;

import java.util.Arrays;
import org.exeunt.dl4j.nativeaccess.Matrix;

/**
 * Sums over rows, one per column, taken from tiles that a kernel has in the cache anyway. Summed in float32 within a place of the tile, then in
 * double precision. For one thread.
 */
public final class ColumnSums {
    private final int columns;
    private final float[] sums;
    private final float[] row;

    /**
     * Makes empty sums.
     *
     * @param tile length of the longest tile, a multiple of {@code columns}
     */
    public ColumnSums(int columns, int tile) {
        this.columns = columns;
        this.sums = new float[tile];
        this.row = new float[columns];
    }

    /** Adds whole rows. */
    public void add(float[] rows, int count) {
        VectorLoops.add(sums, rows, count);
    }

    /** Adds the products of whole rows. */
    public void addProducts(float[] a, float[] b, int count) {
        VectorLoops.addProducts(a, b, sums, count);
    }

    /** Adds the sums to a single row and starts again at zero. */
    public void moveTo(Matrix target) {
        double[] totals = VectorLoops.fold(sums, columns);
        target.get(0, row, columns);
        for (int column = 0; column < columns; column++) {
            row[column] += (float) totals[column];
        }
        target.put(0, row, columns);
        Arrays.fill(sums, 0);
    }
}
