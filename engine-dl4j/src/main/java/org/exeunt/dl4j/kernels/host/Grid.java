package org.exeunt.dl4j.kernels.host;

/**
 * The positions of the result of a convolution that are computed, divided into tiles of 4x4. The tiles of an image are
 * numbered in row-major order.
 *
 * @param batch number of images
 * @param height height of an input image
 * @param width width of an input image
 * @param rows number of rows of the result
 * @param columns number of columns of the result
 */
record Grid(int batch, int height, int width, int rows, int columns) {
    static final int TILE = 4;

    int tileRows() {
        return (rows + TILE - 1) / TILE;
    }

    int tileColumns() {
        return (columns + TILE - 1) / TILE;
    }

    int tilesPerImage() {
        return tileRows() * tileColumns();
    }

    int inputPositions() {
        return height * width;
    }

    int positions() {
        return rows * columns;
    }
}
