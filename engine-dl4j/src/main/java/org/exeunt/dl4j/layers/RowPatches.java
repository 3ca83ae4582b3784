package org.exeunt.dl4j.layers;

import java.util.Arrays;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a kernel of one row meets at each of its places: with the channels last, that is a run of the row, so gathering is copying runs. For one
 * thread.
 */
final class RowPatches {
    private final Window window;
    private final int channels;
    private final ReusedMatrix patches;
    private float[] padded = {};

    /** @param window of stride 1 */
    RowPatches(Window window, int channels) {
        this.window = window;
        this.channels = channels;
        this.patches = new ReusedMatrix(window.kernel() * channels);
    }

    /** Returns a row for each place, {@code [batch * height * places, kernel * channels]}; overwritten by the next call. */
    Matrix of(INDArray x) {
        int rows = (int) (x.size(0) * x.size(1));
        int rowLength = (int) x.size(2) * channels;
        int places = (int) window.outputLength(x.size(2));
        int run = window.kernel() * channels;
        Matrix target = patches.ofRows(rows * places);
        int start = window.before() * channels;
        int length = start + rowLength + window.after() * channels;
        if (padded.length != length) {
            padded = new float[length];
        } else {
            Arrays.fill(padded, start + rowLength, length, 0f);
        }
        NativeFloats source = NativeFloats.of(x);
        for (int row = 0; row < rows; row++) {
            source.get(row * rowLength, padded, start, rowLength);
            for (int place = 0; place < places; place++) {
                target.memory().put(target.from() + (row * places + place) * run, padded, place * channels, run);
            }
        }
        return target;
    }
}
