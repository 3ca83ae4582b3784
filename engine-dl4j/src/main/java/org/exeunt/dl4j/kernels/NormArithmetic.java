package org.exeunt.dl4j.kernels;

import java.util.Arrays;

/**
 * The arithmetic of a norm. In the forward pass, it computes one scale and one offset per channel from sums over
 * positions. In the backward pass, it computes three coefficients per channel from sums of gradients; the gradient
 * before the norm is {@code dz = p dy + q z + r}.
 *
 * <p>A segment is the unit of normalisation: the whole batch for batch norm, one example for group norm. Apart from
 * segments, the two differ only in the number of channels that share mean and variance. The coefficients of all
 * segments are stored consecutively. For one thread.
 */
public final class NormArithmetic {
    /** Added to variances. */
    public static final double EPSILON = 1e-5;

    private final int channels;
    private final int channelsPerGroup;
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
     * Creates the arithmetic of one norm.
     *
     * @param channelsPerGroup number of channels that share mean and variance
     * @param overBatch whether the whole batch shares mean and variance; otherwise each example has its own
     */
    public NormArithmetic(int channels, int channelsPerGroup, boolean overBatch) {
        this.channels = channels;
        this.channelsPerGroup = channelsPerGroup;
        this.overBatch = overBatch;
        this.gamma = new float[channels];
        this.beta = new float[channels];
        this.gammaGradient = new double[channels];
        this.betaGradient = new double[channels];
    }

    /** Starts the forward pass of a batch. */
    public void startBatch(int batch) {
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

    /** Returns the array of learned scales per channel, to be written before {@link #startBatch}. */
    public float[] gamma() {
        return gamma;
    }

    /** Returns the array of learned offsets per channel, to be written before {@link #startBatch}. */
    public float[] beta() {
        return beta;
    }

    /** Returns the scales of {@code y = scale z + offset}. */
    public float[] scale() {
        return scale;
    }

    public float[] offset() {
        return offset;
    }

    /** Returns the means, which are subtracted before summing to avoid cancellation. */
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
     * Computes the statistics of a segment from sums over its values.
     *
     * @param shift value per channel that was subtracted from the values
     * @param sums sum of the shifted values per channel
     * @param squares sum of the squares of the shifted values per channel
     * @param positions number of values per channel
     */
    public void computeStatistics(int segment, float[] shift, double[] sums, double[] squares, int positions) {
        int first = segment * channels;
        for (int group = 0; group < channels; group += channelsPerGroup) {
            double groupMean = 0;
            for (int c = group; c < group + channelsPerGroup; c++) {
                groupMean += (shift[c] + sums[c] / positions) / channelsPerGroup;
            }
            double groupVariance = 0;
            for (int c = group; c < group + channelsPerGroup; c++) {
                double average = sums[c] / positions;
                double distance = shift[c] + average - groupMean;
                double within = Math.max(0, squares[c] / positions - average * average);
                groupVariance += (within + distance * distance) / channelsPerGroup;
            }
            for (int c = group; c < group + channelsPerGroup; c++) {
                mean[first + c] = groupMean;
                variance[first + c] = groupVariance;
            }
        }
        coefficients(first);
    }

    /** Sets the statistics of the single segment of a batch norm. */
    public void setStatistics(float[] means, float[] variances) {
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

    /** Starts the backward pass of a batch. */
    public void startGradients() {
        Arrays.fill(gammaGradient, 0);
        Arrays.fill(betaGradient, 0);
    }

    /**
     * Computes the coefficients and gradients of a segment.
     *
     * @param sums sum of the gradients at the output per channel
     * @param products sum per channel of these gradients multiplied by the values before the norm minus {@link #centre}
     * @param positions number of values per channel
     */
    public void addGradients(int segment, double[] sums, double[] products, int positions) {
        int first = segment * channels;
        double count = (double) positions * channelsPerGroup;
        for (int group = 0; group < channels; group += channelsPerGroup) {
            double groupSum = 0;
            double groupProduct = 0;
            for (int c = group; c < group + channelsPerGroup; c++) {
                int i = first + c;
                double product = products[c] - (mean[i] - centre[i]) * sums[c];
                gammaGradient[c] += inverse[i] * product;
                betaGradient[c] += sums[c];
                groupSum += gamma[c] * sums[c];
                groupProduct += gamma[c] * product;
            }
            for (int c = group; c < group + channelsPerGroup; c++) {
                int i = first + c;
                double ofValue = -Math.pow(inverse[i], 3) * groupProduct / count;
                p[i] = (float) (gamma[c] * inverse[i]);
                q[i] = (float) ofValue;
                r[i] = (float) (-inverse[i] * groupSum / count - ofValue * mean[i]);
            }
        }
    }

    /** Writes the gradient at {@link #gamma}. */
    public void gammaGradient(float[] target) {
        VectorLoops.round(gammaGradient, target);
    }

    /** Writes the gradient at {@link #beta}. */
    public void betaGradient(float[] target) {
        VectorLoops.round(betaGradient, target);
    }

    /**
     * Replaces the running means and variances of a batch norm by the values that a step subtracts from them.
     *
     * <p>As in PyTorch, the running variance uses the unbiased variance with n - 1 degrees of freedom, which does not
     * exist for a single value per channel; the running variance is not changed in that case.
     *
     * @param momentum weight of the batch
     * @param positions number of values per channel
     */
    public void runningGradients(float[] means, float[] variances, double momentum, int positions) {
        for (int c = 0; c < channels; c++) {
            means[c] = (float) (momentum * (means[c] - mean[c]));
            variances[c] = positions == 1
                    ? 0
                    : (float) (momentum * (variances[c] - variance[c] * positions / (positions - 1)));
        }
    }
}
