package org.exeunt.dl4j.kernels.host;

import java.util.Arrays;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;

/** Results and gradients as whole arrays, {@code [batch, rows, columns, channels]}. */
record WholeArrays(NativeFloats z, NativeFloats dz, int channels) implements ConvolutionOutput, ConvolutionGradient {
    @Override
    public void takeTiles(Tiles tiles, float[][] places) {
        for (int i = 0; i < tiles.count() * places.length; i++) {
            int at = place(tiles, i / places.length, i % places.length);
            if (at >= 0) {
                z.put(at * channels, places[i % places.length], i / places.length * channels, channels);
            }
        }
    }

    @Override
    public void readTiles(Tiles tiles, float[][] places) {
        for (int i = 0; i < tiles.count() * places.length; i++) {
            int at = place(tiles, i / places.length, i % places.length);
            float[] place = places[i % places.length];
            int to = i / places.length * channels;
            if (at >= 0) {
                dz.get(at * channels, place, to, channels);
            } else {
                Arrays.fill(place, to, to + channels, 0f);
            }
        }
    }

    private static int place(Tiles tiles, int tile, int number) {
        int row = number / Grid.TILE;
        int column = number % Grid.TILE;
        return row < tiles.rows(tile) && column < tiles.columns(tile)
                ? tiles.place(tile) + row * tiles.grid().columns() + column
                : -1;
    }

    @Override
    public Matrix images(Grid grid, int first, int count) {
        return new Matrix(z, first * grid.places() * channels, count * grid.places(), channels);
    }

    @Override
    public void takeImages(Grid grid, int first, int count) {}

    @Override
    public Matrix imageGradients(Grid grid, int first, int count) {
        return new Matrix(dz, first * grid.places() * channels, count * grid.places(), channels);
    }
}
