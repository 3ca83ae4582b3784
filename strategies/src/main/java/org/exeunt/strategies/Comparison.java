package org.exeunt.strategies;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How alike the vectors of a cohort are, in double, each inner product accumulated in the order of the values, whatever the number of threads.
 * Vectors are read once, from the front to the back, by the calling thread.
 *
 * @param cosines in [-1, 1]; 1 for a vector and itself; 0 for a vector of norm below 1e-12 and any
 * @param squaredDistances not negative; 0 for a vector and itself
 */
public record Comparison(double[][] cosines, double[][] squaredDistances) {
    private static final double ZERO_NORM = 1e-12;
    private static final int CHUNK = 48;
    /** What is worked on at once: of a chunk these values of these columns fit the first-level cache, sums of these rows and columns the second. */
    private static final int VALUES = 12;

    private static final int COLUMNS = 256;
    private static final int ROWS = 64;

    /** Compares all vectors with all, in O(vectors^2 * values): rows and columns are the vectors, both matrices symmetric. */
    public static Comparison of(List<LongVector> vectors) {
        return of(vectors, IntStream.range(0, vectors.size()).toArray());
    }

    /**
     * Compares some vectors with all, in O(rows * vectors * values).
     *
     * @param rows the places of the vectors that get a row, each once; columns are all vectors
     */
    public static Comparison of(List<LongVector> vectors, int[] rows) {
        int size = vectors.size();
        int[] order = IntStream.concat(
                        IntStream.of(rows),
                        IntStream.range(0, size).filter(i -> IntStream.of(rows).noneMatch(row -> row == i)))
                .toArray();
        Products products =
                Products.of(IntStream.of(order).mapToObj(vectors::get).toList(), rows.length);
        Comparison comparison = new Comparison(new double[rows.length][size], new double[rows.length][size]);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < size; j++) {
                comparison.cosines[i][order[j]] = products.cosine(i, j);
                comparison.squaredDistances[i][order[j]] = products.squaredDistance(i, j);
            }
        }
        return comparison;
    }

    /** Returns the mean of the cosines and the sum of the distances of several comparisons of one cohort. */
    public static Comparison combine(List<Comparison> comparisons) {
        int size = comparisons.get(0).cosines.length;
        Comparison combined = new Comparison(new double[size][size], new double[size][size]);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (Comparison each : comparisons) {
                    combined.cosines[i][j] += each.cosines[i][j];
                    combined.squaredDistances[i][j] += each.squaredDistances[i][j];
                }
                combined.cosines[i][j] /= comparisons.size();
            }
        }
        return combined;
    }

    /**
     * Inner products.
     *
     * @param pairs of the first vectors with those that follow; the lower half means nothing
     * @param squares of each vector with itself
     */
    private record Products(double[][] pairs, double[] squares) {
        static Products of(List<LongVector> vectors, int rows) {
            int size = vectors.size();
            double[][] memory = LinearCombination.rows(rows + CHUNK, size);
            Products products = new Products(Arrays.copyOf(memory, rows), new double[size]);
            double[][] columns = Arrays.copyOfRange(memory, rows, memory.length);
            double[][] own = new double[rows][CHUNK];
            Window window = new Window(vectors);
            while (window.next()) {
                for (int start = 0; start < window.count(); start += CHUNK) {
                    int count = Math.min(CHUNK, window.count() - start);
                    widen(window, start, count, own);
                    products.transpose(window, start, count, columns);
                    products.add(own, columns, count);
                }
            }
            for (int i = 0; i < rows; i++) {
                products.squares[i] = products.pairs[i][i];
            }
            return products;
        }

        private static void widen(Window window, int start, int count, double[][] own) {
            for (int i = 0; i < own.length; i++) {
                float[] vector = window.of(i);
                for (int p = 0; p < count; p++) {
                    own[i][p] = vector[start + p];
                }
            }
        }

        private void transpose(Window window, int start, int count, double[][] columns) {
            for (int i = 0; i < squares.length; i++) {
                float[] vector = window.of(i);
                for (int p = 0; p < count; p++) {
                    columns[p][i] = vector[start + p];
                }
            }
        }

        private void add(double[][] own, double[][] columns, int count) {
            int blocks = (pairs.length + ROWS - 1) / ROWS;
            // the further down, the less is right of the diagonal: one from above with one from below are as much work
            // as any two
            IntStream.range(0, (blocks + 1) / 2).parallel().forEach(above -> {
                int below = blocks - 1 - above;
                addRows(own, columns, above * ROWS, count);
                if (below > above) {
                    addRows(own, columns, below * ROWS, count);
                }
            });
            for (int p = 0; p < count; p++) {
                for (int i = pairs.length; i < squares.length; i++) {
                    squares[i] += columns[p][i] * columns[p][i];
                }
            }
        }

        private void addRows(double[][] own, double[][] columns, int top, int count) {
            int bottom = Math.min(top + ROWS, pairs.length);
            for (int left = top - top % COLUMNS; left < squares.length; left += COLUMNS) {
                int right = Math.min(left + COLUMNS, squares.length);
                for (int p = 0; p < count; p += VALUES) {
                    add(own, columns, top, bottom, left, right, p, Math.min(p + VALUES, count));
                }
            }
        }

        /** Adds to the sums of some rows and columns; nobody reads those below the diagonal. */
        private void add(
                double[][] own, double[][] columns, int top, int bottom, int left, int right, int first, int last) {
            for (int i = top; i < bottom; i += 2) {
                int end = Math.min(i + 2, bottom);
                LinearCombination.addTo(
                        Arrays.copyOfRange(pairs, i, end),
                        Math.max(left, i),
                        right,
                        Arrays.copyOfRange(own, i, end),
                        columns,
                        first,
                        last);
            }
        }

        private double product(int i, int j) {
            return i < j ? pairs[i][j] : pairs[j][i];
        }

        double cosine(int i, int j) {
            double norm = Math.sqrt(squares[i]);
            double other = Math.sqrt(squares[j]);
            if (norm < ZERO_NORM || other < ZERO_NORM) {
                return 0;
            }
            if (i == j) {
                return 1;
            }
            double cosine = product(i, j) / (norm * other);
            return Double.isNaN(cosine) ? 0 : Math.max(-1, Math.min(1, cosine));
        }

        double squaredDistance(int i, int j) {
            return Math.max(0, squares[i] + squares[j] - 2 * product(i, j));
        }
    }
}
