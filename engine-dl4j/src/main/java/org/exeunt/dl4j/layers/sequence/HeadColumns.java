package org.exeunt.dl4j.layers.sequence;

import org.exeunt.dl4j.kernels.ColumnSums;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.Matrix;

/**
 * Copies columns between one matrix with the columns of several heads, which a single large product writes and reads,
 * and one dense matrix per head, which attention reads and writes. For one thread.
 */
final class HeadColumns {
    private final int headWidth;
    private final int columns;
    private final float[] tile;
    private final float[] biases;
    private final float[] ofHead;
    private final ColumnSums sums;

    HeadColumns(int headWidth, int heads) {
        this.headWidth = headWidth;
        this.columns = heads * headWidth;
        this.tile = new float[VectorLoops.tileLength(columns)];
        this.biases = new float[tile.length];
        this.ofHead = new float[tile.length / heads];
        this.sums = new ColumnSums(columns, tile.length);
    }

    /**
     * Writes {@code together + bias} to the matrices of the heads.
     *
     * @param bias one value per column of {@code together}
     * @param first index of the first head in {@code heads}
     */
    void split(Matrix together, Matrix bias, Matrix[] heads, int first) {
        VectorLoops.repeat(bias.toArray(), 0, columns, biases);
        for (int from = 0; from < together.size(); from += tile.length) {
            int count = Math.min(tile.length, together.size() - from);
            together.get(from, tile, count);
            VectorLoops.add(tile, biases, count);
            int firstRow = from / columns;
            for (int column = 0, head = first; column < columns; column += headWidth, head++) {
                int length = gather(column, count);
                heads[head].put(firstRow * headWidth, ofHead, length);
            }
        }
    }

    /**
     * Writes the matrices of the heads to {@code together}.
     *
     * @param biasGradient matrix to which the column sums are added
     */
    void join(Matrix[] heads, int first, Matrix together, Matrix biasGradient) {
        for (int from = 0; from < together.size(); from += tile.length) {
            int count = Math.min(tile.length, together.size() - from);
            int firstRow = from / columns;
            int rows = count / columns;
            for (int column = 0, head = first; column < columns; column += headWidth, head++) {
                heads[head].get(firstRow * headWidth, ofHead, rows * headWidth);
                scatter(column, count);
            }
            sums.add(tile, count);
            together.put(from, tile, count);
        }
        sums.moveTo(biasGradient);
    }

    /** Copies the columns of a head from the tile and returns the number of copied elements. */
    private int gather(int column, int count) {
        int to = 0;
        for (int at = column; at < count; at += columns, to += headWidth) {
            System.arraycopy(tile, at, ofHead, to, headWidth);
        }
        return to;
    }

    private void scatter(int column, int count) {
        int from = 0;
        for (int at = column; at < count; at += columns, from += headWidth) {
            System.arraycopy(ofHead, from, tile, at, headWidth);
        }
    }
}
