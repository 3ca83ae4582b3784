package org.exeunt.dl4j.kernels.host;

/**
 * The places of a convolution's result that are computed, as tiles of four by four; those of one image follow one another, row by row.
 *
 * @param batch images
 * @param height rows of an input image
 * @param width columns of an input image
 * @param rows rows of the result
 * @param columns columns of the result
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

    int inputPlaces() {
        return height * width;
    }

    int places() {
        return rows * columns;
    }
}
