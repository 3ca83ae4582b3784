package org.exeunt.dl4j.kernels.host;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/**
 * Pools the result of a convolution, adds a bias and applies ReLU, and computes the gradients of these operations. It
 * processes parts while they are in the cache; neither the whole result of the convolution nor the whole gradient at it
 * is ever stored.
 *
 * <p>Bias and ReLU commute with the maximum, so both are applied to the pooled values. Windows are 1x2 for images of
 * height 1: the same row is used as top and bottom row. For one thread.
 */
final class PooledOutput implements ConvolutionOutput, ConvolutionGradient {
    private static final int TILE = Grid.TILE;
    private static final int WINDOW = 2;

    private final int channels;
    private final int poolHeight;
    private final ReusedMatrix convolved = new ReusedMatrix(1);
    private float[][] corners = {};
    private float[] pooled = {};
    private float[] winner = {};
    private float[] slopes = {};
    private float[] repeatedBias = {};
    private float[] sums = {};
    private MaxPool pool = new MaxPool(0);
    private final float[] bias;
    private NativeFloats y;
    private NativeFloats winners;
    private NativeFloats dy;

    /** Creates the pooling for windows of height 2, or 1 for series. */
    PooledOutput(int channels, int poolHeight) {
        this.channels = channels;
        this.poolHeight = poolHeight;
        this.bias = new float[channels];
    }

    /**
     * Starts a forward pass.
     *
     * @param biases one per channel
     * @param y receives the pooled values
     * @param winners receives the winning corner of every window; null if no backward pass follows
     */
    void startForward(NativeFloats biases, NativeFloats y, NativeFloats winners) {
        biases.get(0, bias, 0, channels);
        this.y = y;
        this.winners = winners;
        if (repeatedBias.length > 0) {
            VectorLoops.repeat(bias, 0, channels, repeatedBias);
        }
    }

    /** Starts the backward pass of the last forward pass, which must have stored winners. */
    void startBackward(NativeFloats dy) {
        this.dy = dy;
        Arrays.fill(sums, 0f);
    }

    /** Writes the gradient at the bias. */
    void endBackward(NativeFloats dBias) {
        float[] rounded = new float[channels];
        VectorLoops.round(VectorLoops.fold(sums, channels), rounded);
        dBias.put(0, rounded, 0, channels);
    }

    private void ensureLength(int length) {
        if (pooled.length < length) {
            corners = new float[4][length];
            pooled = new float[length];
            winner = new float[length];
            slopes = new float[length];
            repeatedBias = new float[length];
            VectorLoops.repeat(bias, 0, channels, repeatedBias);
            sums = Arrays.copyOf(sums, length);
            pool = new MaxPool(length);
        }
    }

    @Override
    public void takeTiles(Tiles tiles, float[][] positions) {
        int count = tiles.count();
        ensureLength(count * channels);
        for (int corner = 0; corner < TILE; corner++) {
            int row = corner / WINDOW;
            int column = corner % WINDOW;
            int topLeft = WINDOW * (TILE * row + column);
            reduce(positions, topLeft, TILE, count * channels);
            for (int tile = 0; tile < count; tile++) {
                int at = pooledPosition(tiles, tile, row, column);
                if (at >= 0) {
                    y.put(at * channels, pooled, tile * channels, channels);
                    if (winners != null) {
                        winners.put(at * channels, winner, tile * channels, channels);
                    }
                }
            }
        }
    }

    @Override
    public void readTiles(Tiles tiles, float[][] positions) {
        int count = tiles.count();
        ensureLength(count * channels);
        for (int corner = 0; corner < TILE; corner++) {
            int row = corner / WINDOW;
            int column = corner % WINDOW;
            for (int tile = 0; tile < count; tile++) {
                int at = pooledPosition(tiles, tile, row, column);
                if (at >= 0) {
                    dy.get(at * channels, slopes, tile * channels, channels);
                    y.get(at * channels, pooled, tile * channels, channels);
                    winners.get(at * channels, winner, tile * channels, channels);
                } else {
                    Arrays.fill(slopes, tile * channels, (tile + 1) * channels, 0f);
                }
            }
            int topLeft = WINDOW * (TILE * row + column);
            spread(positions, topLeft, TILE, count * channels);
        }
    }

    /** Returns the position in the pooled array of one of the four windows of a tile, or -1 if it is outside. */
    private static int pooledPosition(Tiles tiles, int tile, int windowRow, int windowColumn) {
        int row = tiles.row(tile) / WINDOW + windowRow;
        int column = tiles.column(tile) / WINDOW + windowColumn;
        int rows = tiles.grid().rows() / WINDOW;
        int columns = tiles.grid().columns() / WINDOW;
        return row < rows && column < columns ? (tiles.image(tile) * rows + row) * columns + column : -1;
    }

    @Override
    public Matrix images(Grid grid, int first, int count) {
        int positions = count * grid.positions();
        return convolved.ofRows(positions * channels).part(0, positions, channels);
    }

    @Override
    public void takeImages(Grid grid, int first, int count) {
        Matrix z = images(grid, first, count);
        int length = grid.columns() / WINDOW * channels;
        ensureLength(length);
        for (int row = 0; row < count * pooledRows(grid); row++) {
            readCorners(z, grid, row);
            reduce(corners, 0, WINDOW, length);
            int at = (first * pooledRows(grid) + row) * length;
            y.put(at, pooled, 0, length);
            if (winners != null) {
                winners.put(at, winner, 0, length);
            }
        }
    }

    @Override
    public Matrix imageGradients(Grid grid, int first, int count) {
        Matrix dz = images(grid, first, count);
        int length = grid.columns() / WINDOW * channels;
        ensureLength(length);
        for (int row = 0; row < count * pooledRows(grid); row++) {
            int at = (first * pooledRows(grid) + row) * length;
            dy.get(at, slopes, 0, length);
            y.get(at, pooled, 0, length);
            winners.get(at, winner, 0, length);
            spread(corners, 0, WINDOW, length);
            writeCorners(dz, grid, row);
        }
        return dz;
    }

    private int pooledRows(Grid grid) {
        return grid.rows() / poolHeight;
    }

    private void readCorners(Matrix z, Grid grid, int pooledRow) {
        int top = pooledRow * poolHeight * grid.columns() * channels;
        int low = top + (poolHeight - 1) * grid.columns() * channels;
        NativeFloats memory = z.memory();
        for (int from = 0, to = 0; from < grid.columns() * channels; from += WINDOW * channels, to += channels) {
            memory.get(top + from, corners[0], to, channels);
            memory.get(top + from + channels, corners[1], to, channels);
            memory.get(low + from, corners[2], to, channels);
            memory.get(low + from + channels, corners[3], to, channels);
        }
    }

    private void writeCorners(Matrix dz, Grid grid, int pooledRow) {
        int top = pooledRow * poolHeight * grid.columns() * channels;
        int low = top + grid.columns() * channels;
        NativeFloats memory = dz.memory();
        for (int to = 0, from = 0; to < grid.columns() * channels; to += WINDOW * channels, from += channels) {
            memory.put(top + to, corners[0], from, channels);
            memory.put(top + to + channels, corners[1], from, channels);
            if (poolHeight > 1) {
                memory.put(low + to, corners[2], from, channels);
                memory.put(low + to + channels, corners[3], from, channels);
            }
        }
    }

    /** Pools windows. Their corners are the arrays {@code a}, {@code a + 1} and those {@code below} places further. */
    private void reduce(float[][] z, int a, int below, int length) {
        int c = a + below;
        if (winners == null) {
            pool.largest(z[a], z[a + 1], z[c], z[c + 1], pooled, length);
        } else {
            pool.largest(z[a], z[a + 1], z[c], z[c + 1], pooled, winner, length);
        }
        VectorLoops.addAndClip(pooled, repeatedBias, 1, length);
    }

    /** The reverse of {@link #reduce}. */
    private void spread(float[][] dz, int a, int below, int length) {
        VectorLoops.dropWhereZero(slopes, pooled, length);
        VectorLoops.add(sums, slopes, length);
        MaxPool.spread(slopes, winner, dz[a], dz[a + 1], dz[a + below], dz[a + below + 1], length);
    }
}
