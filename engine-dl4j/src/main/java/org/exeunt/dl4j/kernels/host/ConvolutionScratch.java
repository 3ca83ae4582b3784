package org.exeunt.dl4j.kernels.host;

import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/** Temporary memory that all convolutions on a thread share; its content is valid during one call only. */
final class ConvolutionScratch {
    private static final ThreadLocal<ConvolutionScratch> OF_THREAD = ThreadLocal.withInitial(ConvolutionScratch::new);
    /** Length of the array for one position: 36 such arrays and 36 half-transformed ones stay in the nearest caches. */
    private static final int LENGTH = 512;

    final ReusedMatrix inputs = new ReusedMatrix(1);
    final ReusedMatrix products = new ReusedMatrix(1);
    final ReusedMatrix weightGradient = new ReusedMatrix(1);
    final Tiles tiles = new Tiles();
    float[][] patches = new float[36][LENGTH];
    float[][] half = new float[36][LENGTH];
    float[][] row = new float[6][LENGTH];
    float[][] positions = new float[16][LENGTH];
    private float[] values = {};

    static ConvolutionScratch ofThread() {
        return OF_THREAD.get();
    }

    int length() {
        return patches[0].length;
    }

    /** Returns the number of tiles with {@code channels} channels that are transformed at once. */
    int tilesAtOnce(int channels) {
        if (channels > length()) {
            patches = new float[36][channels];
            half = new float[36][channels];
            row = new float[6][channels];
            positions = new float[16][channels];
        }
        return Math.max(1, LENGTH / channels); // not of length(), which depends on earlier networks of the thread
    }

    float[] values(int size) {
        if (values.length < size) {
            values = new float[size];
        }
        return values;
    }
}
