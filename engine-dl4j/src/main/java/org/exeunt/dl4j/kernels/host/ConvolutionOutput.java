package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.nativeaccess.Matrix;

/**
 * Where an algorithm puts the result of a convolution, part by part while it is in the cache: either in tiles or in whole images. For one thread.
 */
interface ConvolutionOutput {
    /**
     * Takes the values of tiles.
     *
     * @param places the sixteen places of the tiles, row by row: each {@code [tiles, channels]}; may be overwritten
     */
    void takeTiles(Tiles tiles, float[][] places);

    /** Returns where the results of some images are to be written, {@code [images * places, channels]}. */
    Matrix images(Grid grid, int first, int count);

    /** Takes what has been written to {@link #images} for the same images. */
    void takeImages(Grid grid, int first, int count);
}
