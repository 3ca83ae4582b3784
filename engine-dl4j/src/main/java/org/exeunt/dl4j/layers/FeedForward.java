package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/**
 * The part of an encoder block that treats every position alone: {@code contract(dropout(relu(expand(x) + bias)))}. The bias of the contraction is
 * added by who reads the result. For one thread.
 */
final class FeedForward {
    private static final int TILE = 8192;

    private final int hidden;
    private final int rowsATile;
    private final MatrixProduct expand = new MatrixProduct(false, true);
    private final MatrixProduct contract = new MatrixProduct(false, true);
    private final MatrixProduct toHidden = new MatrixProduct(false, false);
    private final MatrixProduct toHiddenKept;
    private final MatrixProduct addToInput = new MatrixProduct(false, false, 1, 1);
    private final MatrixProduct addToWeights = new MatrixProduct(true, false, 1, 1);
    private final ColumnSums columnSums = new ColumnSums();
    private final ReusedMatrix hiddenGradient;
    private final float[] values;
    private final int[] bits;
    private final int[] outputs;

    FeedForward(int hidden, Dropout dropout) {
        this.hidden = hidden;
        this.rowsATile = Math.max(1, TILE / hidden);
        this.toHiddenKept = new MatrixProduct(false, false, dropout.scale(), 0);
        this.hiddenGradient = new ReusedMatrix(hidden);
        this.values = new float[rowsATile * hidden];
        this.bits = new int[values.length + 1];
        this.outputs = new int[values.length];
    }

    /** What a backward pass needs: the hidden layer. */
    static final class Saved {
        private final ReusedMatrix hidden;

        Saved(int size) {
            this.hidden = new ReusedMatrix(size);
        }
    }

    /** Writes the result. */
    void forward(Matrix x, EncoderParameters parameters, Dropout.Draw draw, Saved saved, Matrix result) {
        Matrix h = saved.hidden.ofRows(x.rows());
        expand.run(x, parameters.expand(), h);
        float[] biases = parameters.expandBias().toArray();
        // clipping halves a sum, so the factor is halved instead
        float factor = 0.5f * draw.scale();
        for (int from = 0; from < h.size(); from += values.length) {
            int count = Math.min(values.length, h.size() - from);
            h.get(from, values, count);
            for (int at = 0; at < count; at += hidden) {
                addAndClip(values, biases, factor, at, hidden);
            }
            h.put(from, values, count);
            if (draw.isOn()) {
                h.getBits(from, bits, count);
                draw.clear(bits, count, from);
                h.putBits(from, bits, count);
            }
        }
        contract.run(h, parameters.contract(), result);
    }

    /**
     * Adds the gradients of a forward pass to those of the parameters and to that at the input.
     *
     * @param dResult gradient at the result
     * @param dx gradient at the input so far
     */
    void backward(
            Matrix x,
            EncoderParameters parameters,
            Dropout.Draw draw,
            Saved saved,
            Matrix dResult,
            EncoderParameters gradients,
            Matrix dx) {
        Matrix h = saved.hidden.ofRows(x.rows());
        Matrix dh = hiddenGradient.ofRows(x.rows());
        addToWeights.run(dResult, h, gradients.contract());
        (draw.isOn() ? toHiddenKept : toHidden).run(dResult, parameters.contract(), dh);
        for (int from = 0; from < dh.size(); from += outputs.length) {
            int count = Math.min(outputs.length, dh.size() - from);
            dh.getBits(from, bits, count);
            h.getBits(from, outputs, count);
            keepWherePositive(bits, outputs, count);
            dh.putBits(from, bits, count);
        }
        columnSums.addTo(gradients.expandBias(), dh);
        addToWeights.run(dh, x, gradients.expand());
        addToInput.run(dh, parameters.expand(), dx);
    }

    private static void addAndClip(float[] a, float[] b, float factor, int at, int count) {
        for (int i = 0; i < count; i++) {
            float sum = a[at + i] + b[i];
            a[at + i] = factor * (sum + Math.abs(sum));
        }
    }

    /** Clears the bits of {@code g} where {@code h}, which is not negative, is zero: the sign bit of {@code -h} is a mask of h > 0. */
    private static void keepWherePositive(int[] g, int[] h, int count) {
        for (int i = 0; i < count; i++) {
            g[i] &= -(h[i] & 0x7fffffff) >> 31;
        }
    }
}
