package org.exeunt.dl4j.kernels;

import java.util.Arrays;
import org.exeunt.dl4j.nativeaccess.Matrix;

/**
 * Sums over rows, one per column, of tiles that a kernel has in the cache. Each position of the tile is summed in
 * float32 over all tiles; the positions are then summed in double precision. For one thread.
 */
public final class ColumnSums {
    private final int columns;
    private final float[] sums;
    private final float[] row;

    /**
     * Creates sums of zero.
     *
     * @param tile maximum length of a tile, a multiple of {@code columns}
     */
    public ColumnSums(int columns, int tile) {
        this.columns = columns;
        this.sums = new float[tile];
        this.row = new float[columns];
    }

    /** Adds a tile of whole rows with {@code count} values. */
    public void add(float[] rows, int count) {
        VectorLoops.add(sums, rows, count);
    }

    /** Adds the elementwise products of two tiles. */
    public void addProducts(float[] a, float[] b, int count) {
        VectorLoops.addProducts(a, b, sums, count);
    }

    /** Adds the sums to a matrix of one row, then resets them to zero. */
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
