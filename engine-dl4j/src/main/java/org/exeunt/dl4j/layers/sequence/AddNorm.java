package org.exeunt.dl4j.layers.sequence;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.ColumnSums;
import org.exeunt.dl4j.kernels.Reductions;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/**
 * The operations after each part of an encoder block: {@code y = norm(x + dropout(branch + bias))}, where norm is the
 * layer norm of a row (J. L. Ba et al., arXiv 1607.06450; 1e-5 is added to the variance).
 *
 * <p>Processes tiles of whole rows that stay in the first-level cache, in loops over a whole tile. Loops over a row are
 * too short for the vector code of the compiler, so values per row or per column are repeated over the tile. The
 * operation of ND4J is several times slower. For one thread.
 */
final class AddNorm {
    static final double EPSILON = 1e-5;

    private final int width;
    private final int tile;
    private final float[] sums;
    private final float[] branches;
    private final float[] outputs;
    private final float[] biases;
    private final float[] gammas;
    private final float[] betas;
    private final float[] means;
    private final float[] slopes;
    private final float[] inverses;
    private final ColumnSums biasSlopes;
    private final ColumnSums gammaSlopes;
    private final ColumnSums betaSlopes;

    AddNorm(int width) {
        this.width = width;
        this.tile = VectorLoops.tileLength(width);
        this.sums = new float[tile];
        this.branches = new float[tile];
        this.outputs = new float[tile];
        this.biases = new float[tile];
        this.gammas = new float[tile];
        this.betas = new float[tile];
        this.means = new float[tile];
        this.slopes = new float[tile];
        this.inverses = new float[tile];
        this.biasSlopes = new ColumnSums(width, tile);
        this.gammaSlopes = new ColumnSums(width, tile);
        this.betaSlopes = new ColumnSums(width, tile);
    }

    /**
     * The parameters of one norm or their gradients, each {@code [1, width]}.
     *
     * @param bias bias of the branch
     * @param gamma scale of the norm
     * @param beta offset of the norm
     */
    record Parameters(Matrix bias, Matrix gamma, Matrix beta) {}

    /** Values for the backward pass: rows before scale and offset, and the reciprocals of their standard deviations. */
    static final class Saved {
        private final ReusedMatrix normed;
        private float[] inverse = {};

        Saved(int width) {
            this.normed = new ReusedMatrix(width);
        }
    }

    /** Computes {@code y}. */
    void forward(Matrix x, Matrix branch, Parameters parameters, Dropout.Draw draw, Saved saved, Matrix y) {
        repeat(parameters.bias(), biases);
        repeat(parameters.gamma(), gammas);
        repeat(parameters.beta(), betas);
        Matrix normed = saved.normed.ofRows(x.rows());
        if (saved.inverse.length < x.rows()) {
            saved.inverse = new float[x.rows()];
        }
        for (int from = 0; from < x.size(); from += tile) {
            int count = Math.min(tile, x.size() - from);
            x.get(from, sums, count);
            branch.get(from, branches, count);
            VectorLoops.add(branches, biases, count);
            draw.clear(branches, count, from);
            VectorLoops.addScaled(sums, branches, draw.scale(), count);
            norm(count, from / width, saved.inverse);
            normed.put(from, sums, count);
            y.put(from, outputs, count);
        }
    }

    /** Normalises the rows of the tile of sums, and writes them with scale and offset to the tile of outputs. */
    private void norm(int count, int firstRow, float[] inverse) {
        for (int at = 0; at < count; at += width) {
            fillRow(means, at, Reductions.sum(sums, at, width) / width);
        }
        VectorLoops.subtract(sums, means, count);
        for (int at = 0, row = firstRow; at < count; at += width, row++) {
            float variance = Reductions.dot(sums, at, sums, at, width) / width;
            inverse[row] = (float) (1 / Math.sqrt(variance + EPSILON));
            fillRow(inverses, at, inverse[row]);
        }
        scale(sums, outputs, inverses, gammas, betas, count);
    }

    /**
     * Computes the gradients of a forward pass. Gradients of the parameters are added to the earlier content of
     * {@code gradients}.
     *
     * @param dy gradient at the output
     * @param dx receives the gradient at {@code x}
     * @param dBranch receives the gradient at the branch
     */
    void backward(
            Matrix dy,
            Parameters parameters,
            Dropout.Draw draw,
            Saved saved,
            Matrix dx,
            Matrix dBranch,
            Parameters gradients) {
        repeat(parameters.gamma(), gammas);
        Matrix normed = saved.normed.ofRows(dy.rows());
        for (int from = 0; from < dy.size(); from += tile) {
            int count = Math.min(tile, dy.size() - from);
            dy.get(from, outputs, count);
            normed.get(from, sums, count);
            betaSlopes.add(outputs, count);
            gammaSlopes.addProducts(outputs, sums, count);
            backwardThroughNorm(count, from / width, saved.inverse);
            dx.put(from, outputs, count);
            if (draw.drops()) {
                VectorLoops.multiply(outputs, draw.scale(), count);
                draw.clear(outputs, count, from);
            }
            biasSlopes.add(outputs, count);
            dBranch.put(from, outputs, count);
        }
        biasSlopes.moveTo(gradients.bias());
        gammaSlopes.moveTo(gradients.gamma());
        betaSlopes.moveTo(gradients.beta());
    }

    /** Replaces the gradients at the outputs of a tile by the gradients at its sums. */
    private void backwardThroughNorm(int count, int firstRow, float[] inverse) {
        VectorLoops.multiply(outputs, gammas, count);
        for (int at = 0, row = firstRow; at < count; at += width, row++) {
            fillRow(means, at, Reductions.sum(outputs, at, width) / width);
            fillRow(slopes, at, Reductions.dot(outputs, at, sums, at, width) / width);
            fillRow(inverses, at, inverse[row]);
        }
        finish(outputs, sums, means, slopes, inverses, count);
    }

    private void repeat(Matrix row, float[] rows) {
        VectorLoops.repeat(row.toArray(), 0, width, rows);
    }

    private void fillRow(float[] rows, int at, float value) {
        Arrays.fill(rows, at, at + width, value);
    }

    private static void scale(float[] x, float[] y, float[] inverse, float[] gamma, float[] beta, int count) {
        for (int i = 0; i < count; i++) {
            float normed = x[i] * inverse[i];
            x[i] = normed;
            y[i] = normed * gamma[i] + beta[i];
        }
    }

    private static void finish(float[] dy, float[] normed, float[] mean, float[] slope, float[] inverse, int count) {
        for (int i = 0; i < count; i++) {
            dy[i] = (dy[i] - mean[i] - normed[i] * slope[i]) * inverse[i];
        }
    }
}
