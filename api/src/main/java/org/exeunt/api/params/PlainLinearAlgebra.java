package org.exeunt.api.params;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Linear algebra in pure Java. Each sum is computed by fused multiply-adds in the order of the values or vectors, so
 * results are the same on every machine. Blocks of rows are computed in parallel on the common fork-join pool.
 */
final class PlainLinearAlgebra implements LinearAlgebra {
    static final LinearAlgebra INSTANCE = new PlainLinearAlgebra();

    private PlainLinearAlgebra() {}

    @Override
    public void addInnerProducts(float[][] vectors, int length, double[][] products) {
        new InnerProducts(vectors, products).add(length);
    }

    @Override
    public void weightedSums(double[][] weights, float[][] vectors, int length, float[][] sums) {
        new WeightedSums(weights, vectors, sums).compute(length);
    }

    /** Copies {@code count} values of each vector, from index {@code start}, to the start of each row. */
    private static void widen(float[][] vectors, int start, int count, double[][] rows) {
        for (int i = 0; i < rows.length; i++) {
            for (int p = 0; p < count; p++) {
                rows[i][p] = vectors[i][start + p];
            }
        }
    }

    /** The sums of one call of {@link #addInnerProducts}. */
    private static final class InnerProducts {
        private static final int CHUNK = 48;
        /**
         * Tile sizes: this many values of this many columns of a chunk fit into the first-level cache, the sums of
         * these rows and columns into the second-level cache.
         */
        private static final int VALUES = 12;

        private static final int COLUMNS = 256;
        private static final int ROWS = 64;

        private final float[][] vectors;
        private final double[][] products;
        private final int size;
        private final double[][] sums;
        private final double[][] columns;
        private final double[][] own;

        InnerProducts(float[][] vectors, double[][] products) {
            this.vectors = vectors;
            this.products = products;
            this.size = vectors.length;
            double[][] memory = LinearCombination.rows(products.length + CHUNK, size);
            this.sums = Arrays.copyOf(memory, products.length);
            this.columns = Arrays.copyOfRange(memory, products.length, memory.length);
            this.own = new double[products.length][CHUNK];
        }

        void add(int length) {
            for (int i = 0; i < sums.length; i++) {
                System.arraycopy(products[i], i, sums[i], i, size - i);
            }
            for (int start = 0; start < length; start += CHUNK) {
                int count = Math.min(CHUNK, length - start);
                widen(vectors, start, count, own);
                transpose(start, count);
                addChunk(count);
            }
            for (int i = 0; i < sums.length; i++) {
                System.arraycopy(sums[i], i, products[i], i, size - i);
            }
        }

        private void transpose(int start, int count) {
            for (int i = 0; i < size; i++) {
                float[] vector = vectors[i];
                for (int p = 0; p < count; p++) {
                    columns[p][i] = vector[start + p];
                }
            }
        }

        private void addChunk(int count) {
            int blocks = (sums.length + ROWS - 1) / ROWS;
            // rows further down have fewer entries right of the diagonal: pairing a block from above with one from
            // below balances the work
            IntStream.range(0, (blocks + 1) / 2).parallel().forEach(above -> {
                int below = blocks - 1 - above;
                addRows(above * ROWS, count);
                if (below > above) {
                    addRows(below * ROWS, count);
                }
            });
        }

        private void addRows(int top, int count) {
            int bottom = Math.min(top + ROWS, sums.length);
            for (int left = top - top % COLUMNS; left < size; left += COLUMNS) {
                int right = Math.min(left + COLUMNS, size);
                for (int p = 0; p < count; p += VALUES) {
                    addTile(top, bottom, left, right, p, Math.min(p + VALUES, count));
                }
            }
        }

        /** Adds to the sums of a tile of rows and columns; entries below the diagonal are computed but not used. */
        private void addTile(int top, int bottom, int left, int right, int first, int last) {
            for (int i = top; i < bottom; i += 2) {
                int end = Math.min(i + 2, bottom);
                LinearCombination.addTo(
                        Arrays.copyOfRange(sums, i, end),
                        Math.max(left, i),
                        right,
                        Arrays.copyOfRange(own, i, end),
                        columns,
                        first,
                        last);
            }
        }
    }

    /** The sums of one call of {@link #weightedSums}. */
    private static final class WeightedSums {
        /**
         * Tile sizes: this many values of this many vectors fit into the first-level cache, the sums of these rows into
         * the second-level cache.
         */
        private static final int CHUNK = 254;

        private static final int VECTORS = 12;
        private static final int ROWS = 32;

        private final float[][] vectors;
        private final double[][] pieces;
        private final List<MixedRows> rows;

        WeightedSums(double[][] weights, float[][] vectors, float[][] sums) {
            this.vectors = vectors;
            double[][] memory = LinearCombination.rows(vectors.length + weights.length, CHUNK);
            this.pieces = Arrays.copyOf(memory, vectors.length);
            double[][] wide = Arrays.copyOfRange(memory, vectors.length, memory.length);
            this.rows = MixedRows.of(weights, pieces, wide, sums);
        }

        void compute(int length) {
            for (int start = 0; start < length; start += CHUNK) {
                int from = start;
                int count = Math.min(CHUNK, length - start);
                widen(vectors, start, count, pieces);
                IntStream.range(0, (rows.size() + ROWS - 1) / ROWS)
                        .parallel()
                        .forEach(block -> mix(block * ROWS, from, count));
            }
        }

        private void mix(int top, int start, int count) {
            List<MixedRows> some = rows.subList(top, Math.min(top + ROWS, rows.size()));
            some.forEach(MixedRows::begin);
            for (int end = VECTORS; end < pieces.length + VECTORS; end += VECTORS) {
                for (MixedRows each : some) {
                    each.add(end, count);
                }
            }
            some.forEach(each -> each.end(start, count));
        }
    }
}
