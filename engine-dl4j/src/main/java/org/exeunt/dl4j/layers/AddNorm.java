package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/**
 * What follows each part of an encoder block: {@code y = norm(x + dropout(branch + bias))}, where norm is that of a row (J. L. Ba et al.,
 * arXiv 1607.06450; variance plus 1e-5).
 *
 * <p>Works on tiles of whole rows, in loops the compiler vectorises; ND4J's operation is several times as slow. For one thread.
 */
final class AddNorm {
    private static final int TILE = 8192;
    private static final double EPSILON = 1e-5;

    private final int width;
    private final int rowsATile;
    private final ColumnSums columnSums = new ColumnSums();
    private final float[] sums;
    private final float[] branches;
    private final float[] outputs;
    private final float[] scaled;
    private final int[] bits;
    private final float[] gammaSlopes;
    private final float[] betaSlopes;

    AddNorm(int width) {
        this.width = width;
        this.rowsATile = Math.max(1, TILE / width);
        this.sums = new float[rowsATile * width];
        this.branches = new float[sums.length];
        this.outputs = new float[sums.length];
        this.bits = new int[sums.length + 1];
        this.scaled = new float[width];
        this.gammaSlopes = new float[width];
        this.betaSlopes = new float[width];
    }

    /**
     * Parameters, or the gradients at them, of one norm, {@code [1, width]} each.
     *
     * @param bias of the branch
     * @param gamma scale of the norm
     * @param beta offset of the norm
     */
    record Parameters(Matrix bias, Matrix gamma, Matrix beta) {}

    /** What a backward pass needs: rows before scale and offset, and one over their deviations. */
    static final class Saved {
        private final ReusedMatrix normed;
        private float[] inverse = {};

        Saved(int width) {
            this.normed = new ReusedMatrix(width);
        }
    }

    /** Writes {@code y}. */
    void forward(Matrix x, Matrix branch, Parameters parameters, Dropout.Draw draw, Saved saved, Matrix y) {
        float[] biases = parameters.bias().toArray();
        float[] gammas = parameters.gamma().toArray();
        float[] betas = parameters.beta().toArray();
        Matrix normed = saved.normed.ofRows(x.rows());
        if (saved.inverse.length < x.rows()) {
            saved.inverse = new float[x.rows()];
        }
        for (int first = 0; first < x.rows(); first += rowsATile) {
            int rows = Math.min(rowsATile, x.rows() - first);
            int from = first * width;
            int count = rows * width;
            x.get(from, sums, count);
            branch.get(from, branches, count);
            for (int row = 0; row < rows; row++) {
                add(branches, row * width, biases, width);
            }
            drop(draw, branch, from, count);
            for (int row = 0; row < rows; row++) {
                int at = row * width;
                addScaled(sums, branches, draw.scale(), at, width);
                subtract(sums, Reductions.sum(sums, at, width) / width, at, width);
                float variance = Reductions.dot(sums, at, sums, at, width) / width;
                float inverse = (float) (1 / Math.sqrt(variance + EPSILON));
                saved.inverse[first + row] = inverse;
                scale(sums, outputs, gammas, betas, inverse, at, width);
            }
            normed.put(from, sums, count);
            y.put(from, outputs, count);
        }
    }

    /** Drops from the tile of branches, by way of their memory. */
    private void drop(Dropout.Draw draw, Matrix branch, int from, int count) {
        if (draw.isOn()) {
            branch.put(from, branches, count);
            branch.getBits(from, bits, count);
            draw.clear(bits, count, from);
            branch.putBits(from, bits, count);
            branch.get(from, branches, count);
        }
    }

    /**
     * Takes the gradients of a forward pass, and adds those of the parameters to what is there.
     *
     * @param dy gradient at the output
     * @param dx receives that at {@code x}
     * @param dBranch receives that at the branch
     */
    void backward(
            Matrix dy,
            Parameters parameters,
            Dropout.Draw draw,
            Saved saved,
            Matrix dx,
            Matrix dBranch,
            Parameters gradients) {
        float[] gammas = parameters.gamma().toArray();
        gradients.gamma().get(0, gammaSlopes, width);
        gradients.beta().get(0, betaSlopes, width);
        Matrix normed = saved.normed.ofRows(dy.rows());
        for (int first = 0; first < dy.rows(); first += rowsATile) {
            int rows = Math.min(rowsATile, dy.rows() - first);
            int from = first * width;
            int count = rows * width;
            dy.get(from, outputs, count);
            normed.get(from, sums, count);
            for (int row = 0; row < rows; row++) {
                slopes(row * width, gammas, saved.inverse[first + row]);
            }
            dx.put(from, outputs, count);
            if (draw.isOn()) {
                multiply(outputs, draw.scale(), count);
            }
            dBranch.put(from, outputs, count);
            if (draw.isOn()) {
                dBranch.getBits(from, bits, count);
                draw.clear(bits, count, from);
                dBranch.putBits(from, bits, count);
            }
        }
        gradients.gamma().put(0, gammaSlopes, width);
        gradients.beta().put(0, betaSlopes, width);
        columnSums.addTo(gradients.bias(), dBranch);
    }

    /** Replaces a row's gradient at the output by that at the sum. */
    private void slopes(int at, float[] gammas, float inverse) {
        gather(outputs, sums, gammas, gammaSlopes, betaSlopes, scaled, at, width);
        float mean = Reductions.sum(scaled, 0, width) / width;
        float along = Reductions.dot(scaled, 0, sums, at, width) / width;
        finish(outputs, sums, scaled, mean, along, inverse, at, width);
    }

    private static void add(float[] a, int at, float[] b, int count) {
        for (int i = 0; i < count; i++) {
            a[at + i] += b[i];
        }
    }

    private static void addScaled(float[] a, float[] b, float factor, int at, int count) {
        for (int i = 0; i < count; i++) {
            a[at + i] += factor * b[at + i];
        }
    }

    private static void multiply(float[] a, float factor, int count) {
        for (int i = 0; i < count; i++) {
            a[i] *= factor;
        }
    }

    private static void subtract(float[] x, float mean, int at, int count) {
        for (int i = 0; i < count; i++) {
            x[at + i] -= mean;
        }
    }

    private static void scale(float[] x, float[] y, float[] gamma, float[] beta, float inverse, int at, int count) {
        for (int i = 0; i < count; i++) {
            float normed = x[at + i] * inverse;
            x[at + i] = normed;
            y[at + i] = normed * gamma[i] + beta[i];
        }
    }

    private static void gather(
            float[] dy, float[] normed, float[] gamma, float[] dGamma, float[] dBeta, float[] scaled, int at, int n) {
        for (int i = 0; i < n; i++) {
            float slope = dy[at + i];
            dBeta[i] += slope;
            dGamma[i] += slope * normed[at + i];
            scaled[i] = slope * gamma[i];
        }
    }

    private static void finish(
            float[] dy, float[] normed, float[] scaled, float mean, float along, float inverse, int at, int n) {
        for (int i = 0; i < n; i++) {
            dy[at + i] = (scaled[i] - mean - normed[at + i] * along) * inverse;
        }
    }
}
