package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.nativeaccess.Matrix;

/** Where an algorithm reads the gradient at the result of a convolution, part by part: either in tiles or in whole images. For one thread. */
interface ConvolutionGradient {
    /**
     * Writes the gradients of tiles; zero for places outside of the grid.
     *
     * @param places the sixteen places of the tiles, row by row: each {@code [tiles, channels]}
     */
    void readTiles(Tiles tiles, float[][] places);

    /** Returns the gradients of some images, {@code [images * places, channels]}, until the next call. */
    Matrix imageGradients(Grid grid, int first, int count);
}
