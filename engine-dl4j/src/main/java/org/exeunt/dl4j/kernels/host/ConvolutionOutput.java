package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.nativeaccess.Matrix;

/**
 * The receiver of the result of a convolution. An algorithm passes the result in parts while they are in the cache:
 * either in tiles or in whole images. For one thread.
 */
interface ConvolutionOutput {
    /**
     * Receives the values of tiles.
     *
     * @param positions one array {@code [tiles, channels]} for each of the 16 positions of a tile, in row-major order;
     *     may be overwritten
     */
    void takeTiles(Tiles tiles, float[][] positions);

    /** Returns the matrix for the results of {@code count} images, {@code [images * positions, channels]}. */
    Matrix images(Grid grid, int first, int count);

    /** Processes the results that were written to the matrix of {@link #images} for the same images. */
    void takeImages(Grid grid, int first, int count);
}
