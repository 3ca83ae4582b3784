package org.exeunt.dl4j.kernels.host;

import java.util.Arrays;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;

/** Results and gradients in whole arrays {@code [batch, rows, columns, channels]}. */
record WholeArrays(NativeFloats z, NativeFloats dz, int channels) implements ConvolutionOutput, ConvolutionGradient {
    @Override
    public void takeTiles(Tiles tiles, float[][] positions) {
        for (int i = 0; i < tiles.count() * positions.length; i++) {
            int at = position(tiles, i / positions.length, i % positions.length);
            if (at >= 0) {
                z.put(at * channels, positions[i % positions.length], i / positions.length * channels, channels);
            }
        }
    }

    @Override
    public void readTiles(Tiles tiles, float[][] positions) {
        for (int i = 0; i < tiles.count() * positions.length; i++) {
            int at = position(tiles, i / positions.length, i % positions.length);
            float[] position = positions[i % positions.length];
            int to = i / positions.length * channels;
            if (at >= 0) {
                dz.get(at * channels, position, to, channels);
            } else {
                Arrays.fill(position, to, to + channels, 0f);
            }
        }
    }

    private static int position(Tiles tiles, int tile, int number) {
        int row = number / Grid.TILE;
        int column = number % Grid.TILE;
        return row < tiles.rows(tile) && column < tiles.columns(tile)
                ? tiles.position(tile) + row * tiles.grid().columns() + column
                : -1;
    }

    @Override
    public Matrix images(Grid grid, int first, int count) {
        return new Matrix(z, first * grid.positions() * channels, count * grid.positions(), channels);
    }

    @Override
    public void takeImages(Grid grid, int first, int count) {}

    @Override
    public Matrix imageGradients(Grid grid, int first, int count) {
        return new Matrix(dz, first * grid.positions() * channels, count * grid.positions(), channels);
    }
}
