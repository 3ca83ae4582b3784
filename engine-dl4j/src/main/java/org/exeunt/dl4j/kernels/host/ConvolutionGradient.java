package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.nativeaccess.Matrix;

/**
 * The source of the gradient at the result of a convolution. An algorithm reads it in parts: either in tiles or in
 * whole images. For one thread.
 */
interface ConvolutionGradient {
    /**
     * Writes the gradients of tiles; zero for positions outside the grid.
     *
     * @param positions receives one array {@code [tiles, channels]} for each of the 16 positions of a tile, in
     *     row-major order
     */
    void readTiles(Tiles tiles, float[][] positions);

    /**
     * Returns the gradients of {@code count} images, {@code [images * positions, channels]}. They are valid until the
     * next call.
     */
    Matrix imageGradients(Grid grid, int first, int count);
}
