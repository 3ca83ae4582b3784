package org.exeunt.dl4j.kernels;

import java.util.Arrays;

/**
 * The arithmetic of a norm: from sums over places to a scale and an offset a channel, and from sums of gradients to the gradient before the
 * norm, {@code dz = p dy + q z + r} with three coefficients a channel.
 *
 * <p>What is normalised together is a segment: the whole batch for batch norm, one example for group norm, which differ in nothing else but the
 * number of channels that share mean and variance. Coefficients of all segments lie one after the other. For one thread.
 */
public final class Norm {
    private static final double EPSILON = 1e-5;

    private final int channels;
    private final int together;
    private final boolean overBatch;
    private int segments;
    private double[] mean = {};
    private double[] variance = {};
    /** 1 / standard deviation. */
    private double[] inverse = {};

    private float[] scale = {};
    private float[] offset = {};
    private float[] centre = {};
    private float[] p = {};
    private float[] q = {};
    private float[] r = {};
    private final float[] gamma;
    private final float[] beta;
    private final double[] gammaGradient;
    private final double[] betaGradient;

    /**
     * Makes the arithmetic of one norm.
     *
     * @param together how many channels share mean and variance
     * @param overBatch whether the whole batch shares them, not each example its own
     */
    public Norm(int channels, int together, boolean overBatch) {
        this.channels = channels;
        this.together = together;
        this.overBatch = overBatch;
        this.gamma = new float[channels];
        this.beta = new float[channels];
        this.gammaGradient = new double[channels];
        this.betaGradient = new double[channels];
    }

    /** Begins a batch. */
    public void begin(int batch) {
        segments = overBatch ? 1 : batch;
        int needed = segments * channels;
        if (scale.length < needed) {
            mean = new double[needed];
            variance = new double[needed];
            inverse = new double[needed];
            scale = new float[needed];
            offset = new float[needed];
            centre = new float[needed];
            p = new float[needed];
            q = new float[needed];
            r = new float[needed];
        }
    }

    public int segments() {
        return segments;
    }

    public int channels() {
        return channels;
    }

    /** Returns where the scales of the channels are to be written before a batch begins. */
    public float[] gamma() {
        return gamma;
    }

    /** Returns where the offsets of the channels are to be written before a batch begins. */
    public float[] beta() {
        return beta;
    }

    /** {@code y = scale z + offset}. */
    public float[] scale() {
        return scale;
    }

    public float[] offset() {
        return offset;
    }

    /** Means, to be subtracted before summing, which would else lose digits. */
    public float[] centre() {
        return centre;
    }

    public float[] p() {
        return p;
    }

    public float[] q() {
        return q;
    }

    public float[] r() {
        return r;
    }

    /**
     * Takes a segment's statistics from its values.
     *
     * @param shift what was subtracted from the values of every channel
     * @param sums of the shifted values of every channel
     * @param squares sums of their squares
     * @param places number of values a channel
     */
    public void measured(int segment, float[] shift, double[] sums, double[] squares, int places) {
        int first = segment * channels;
        for (int group = 0; group < channels; group += together) {
            double groupMean = 0;
            for (int c = group; c < group + together; c++) {
                groupMean += (shift[c] + sums[c] / places) / together;
            }
            double groupVariance = 0;
            for (int c = group; c < group + together; c++) {
                double average = sums[c] / places;
                double distance = shift[c] + average - groupMean;
                double within = Math.max(0, squares[c] / places - average * average);
                groupVariance += (within + distance * distance) / together;
            }
            for (int c = group; c < group + together; c++) {
                mean[first + c] = groupMean;
                variance[first + c] = groupVariance;
            }
        }
        coefficients(first);
    }

    /** Takes given statistics for the one segment of a batch norm. */
    public void given(float[] means, float[] variances) {
        for (int c = 0; c < channels; c++) {
            mean[c] = means[c];
            variance[c] = variances[c];
        }
        coefficients(0);
    }

    private void coefficients(int first) {
        for (int c = 0; c < channels; c++) {
            int i = first + c;
            inverse[i] = 1 / Math.sqrt(variance[i] + EPSILON);
            scale[i] = (float) (gamma[c] * inverse[i]);
            offset[i] = (float) (beta[c] - mean[i] * gamma[c] * inverse[i]);
            centre[i] = (float) mean[i];
        }
    }

    /** Begins the way back through a batch. */
    public void beginGradients() {
        Arrays.fill(gammaGradient, 0);
        Arrays.fill(betaGradient, 0);
    }

    /**
     * Takes a segment's gradients.
     *
     * @param sums of the gradients at the output of every channel
     * @param products sums of these gradients times the values before the norm less {@link #centre}
     * @param places number of values a channel
     */
    public void gradients(int segment, double[] sums, double[] products, int places) {
        int first = segment * channels;
        double count = (double) places * together;
        for (int group = 0; group < channels; group += together) {
            double groupSum = 0;
            double groupProduct = 0;
            for (int c = group; c < group + together; c++) {
                int i = first + c;
                double product = products[c] - (mean[i] - centre[i]) * sums[c];
                gammaGradient[c] += inverse[i] * product;
                betaGradient[c] += sums[c];
                groupSum += gamma[c] * sums[c];
                groupProduct += gamma[c] * product;
            }
            for (int c = group; c < group + together; c++) {
                int i = first + c;
                double ofValue = -Math.pow(inverse[i], 3) * groupProduct / count;
                p[i] = (float) (gamma[c] * inverse[i]);
                q[i] = (float) ofValue;
                r[i] = (float) (-inverse[i] * groupSum / count - ofValue * mean[i]);
            }
        }
    }

    /** Writes the gradient at the scales. */
    public void gammaGradient(float[] target) {
        toFloats(gammaGradient, target);
    }

    /** Writes the gradient at the offsets. */
    public void betaGradient(float[] target) {
        toFloats(betaGradient, target);
    }

    private static void toFloats(double[] source, float[] target) {
        for (int i = 0; i < source.length; i++) {
            target[i] = (float) source[i];
        }
    }

    /**
     * Replaces running means and variances of a batch norm by what a step must subtract from them.
     *
     * <p>The variance that runs is the unbiased one, of n - 1 degrees of freedom, as in PyTorch; from one value a channel there is none, and the
     * running variance stays.
     *
     * @param momentum share of the batch
     * @param places number of values a channel
     */
    public void runningGradients(float[] means, float[] variances, double momentum, int places) {
        for (int c = 0; c < channels; c++) {
            means[c] = (float) (momentum * (means[c] - mean[c]));
            variances[c] = places == 1 ? 0 : (float) (momentum * (variances[c] - variance[c] * places / (places - 1)));
        }
    }
}
