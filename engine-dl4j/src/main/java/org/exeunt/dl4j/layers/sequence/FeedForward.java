package org.exeunt.dl4j.layers.sequence;

import org.exeunt.dl4j.kernels.ColumnSums;
import org.exeunt.dl4j.kernels.MatrixProduct;
import org.exeunt.dl4j.kernels.PreparedWeights;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/**
 * The position-wise part of an encoder block: {@code contract(dropout(relu(expand(x) + bias)))}. The caller adds the
 * bias of the contraction. For one thread.
 */
final class FeedForward implements PreparedWeights {
    private final int hidden;
    private final WeightProduct expand = new WeightProduct();
    private final WeightProduct contract = new WeightProduct();
    private final MatrixProduct toHidden = new MatrixProduct(false, false);
    private final MatrixProduct toHiddenKept;
    private final MatrixProduct addToInput = new MatrixProduct(false, false, 1, 1);
    private final MatrixProduct addToWeights = new MatrixProduct(true, false, 1, 1);
    private final ReusedMatrix hiddenGradient;
    private final ColumnSums biasSlopes;
    private final float[] values;
    private final float[] biases;
    private final int[] bits;
    private final int[] outputs;

    FeedForward(int hidden, Dropout dropout) {
        this.hidden = hidden;
        this.toHiddenKept = new MatrixProduct(false, false, dropout.scale(), 0);
        this.hiddenGradient = new ReusedMatrix(hidden);
        this.values = new float[VectorLoops.tileLength(hidden)];
        this.biasSlopes = new ColumnSums(hidden, values.length);
        this.biases = new float[values.length];
        this.bits = new int[values.length];
        this.outputs = new int[values.length];
    }

    @Override
    public void keepPreparedWeights(boolean keep) {
        expand.keepPreparedWeights(keep);
        contract.keepPreparedWeights(keep);
    }

    /**
     * Computes the result.
     *
     * @param saved receives the output of the hidden layer, for the backward pass
     */
    void forward(Matrix x, EncoderParameters parameters, Dropout.Draw draw, ReusedMatrix saved, Matrix result) {
        Matrix h = saved.ofRows(x.rows());
        expand.run(x, parameters.expand(), h);
        VectorLoops.repeat(parameters.expandBias().toArray(), 0, hidden, biases);
        for (int from = 0; from < h.size(); from += values.length) {
            int count = Math.min(values.length, h.size() - from);
            h.get(from, values, count);
            VectorLoops.addAndClip(values, biases, draw.scale(), count);
            draw.clear(values, count, from);
            h.put(from, values, count);
        }
        contract.run(h, parameters.contract(), result);
    }

    /**
     * Computes the gradients of a forward pass and adds them to {@code gradients} and {@code dx}.
     *
     * @param dResult gradient at the result
     * @param dx gradient at the input, to which the result is added
     */
    void backward(
            Matrix x,
            EncoderParameters parameters,
            Dropout.Draw draw,
            ReusedMatrix saved,
            Matrix dResult,
            EncoderParameters gradients,
            Matrix dx) {
        Matrix h = saved.ofRows(x.rows());
        Matrix dh = hiddenGradient.ofRows(x.rows());
        addToWeights.run(dResult, h, gradients.contract());
        (draw.drops() ? toHiddenKept : toHidden).run(dResult, parameters.contract(), dh);
        for (int from = 0; from < dh.size(); from += outputs.length) {
            int count = Math.min(outputs.length, dh.size() - from);
            dh.getBits(from, bits, count);
            h.getBits(from, outputs, count);
            VectorLoops.dropWhereZero(bits, outputs, count);
            dh.putBits(from, bits, count);
            dh.get(from, values, count);
            biasSlopes.add(values, count);
        }
        biasSlopes.moveTo(gradients.expandBias());
        addToWeights.run(dh, x, gradients.expand());
        addToInput.run(dh, parameters.expand(), dx);
    }
}
