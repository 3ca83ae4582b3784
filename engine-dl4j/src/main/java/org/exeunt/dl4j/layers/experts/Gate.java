package org.exeunt.dl4j.layers.experts;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The choice of experts for a batch: a linear function of the mean of each image, of which the largest logits are kept.
 * For one thread.
 */
final class Gate {
    private final int channels;
    private final int experts;
    private final int active;
    /** Means of the images, [batch, channels]. */
    private float[] means = {};
    /** Weight of each expert for each image, [batch, experts]; 0 if it is not chosen. */
    private double[] weights = {};

    Gate(int channels, int experts, int active) {
        this.channels = channels;
        this.experts = experts;
        this.active = active;
    }

    /**
     * Chooses the experts of a batch.
     *
     * @param means means of the images, [batch, channels]
     * @param matrix weights of the gate, [channels, experts]
     * @param bias biases of the gate
     */
    void choose(float[] means, float[] matrix, float[] bias) {
        this.means = means;
        weights = new double[means.length / channels * experts];
        for (int n = 0; n < weights.length / experts; n++) {
            double[] logits = new double[experts];
            for (int e = 0; e < experts; e++) {
                logits[e] = bias[e];
                for (int c = 0; c < channels; c++) {
                    logits[e] += (double) means[n * channels + c] * matrix[c * experts + e];
                }
            }
            int[] chosen = IntStream.range(0, experts)
                    .boxed()
                    .sorted(Comparator.comparingDouble(e -> -logits[e]))
                    .limit(active)
                    .mapToInt(Integer::intValue)
                    .toArray();
            double sum = 0;
            for (int e : chosen) {
                weights[n * experts + e] = Math.exp(logits[e] - logits[chosen[0]]);
                sum += weights[n * experts + e];
            }
            for (int e : chosen) {
                weights[n * experts + e] /= sum;
            }
        }
    }

    /** Returns the images that an expert computes. */
    int[] imagesOf(int expert) {
        return IntStream.range(0, weights.length / experts)
                .filter(n -> weights[n * experts + expert] != 0)
                .toArray();
    }

    double weight(int image, int expert) {
        return weights[image * experts + expert];
    }

    /**
     * Computes the gradients.
     *
     * @param dWeights gradient at the weight of each expert for each image; 0 if it is not chosen
     * @param matrix weights of the gate
     * @param dMatrix receives the gradient at the weights of the gate
     * @param dBias receives the gradient at its biases
     * @return gradient at the means
     */
    float[] backward(double[] dWeights, float[] matrix, float[] dMatrix, float[] dBias) {
        double[] matrixSums = new double[dMatrix.length];
        double[] biasSums = new double[experts];
        float[] dMeans = new float[means.length];
        for (int n = 0; n < weights.length / experts; n++) {
            double mean = 0;
            for (int e = 0; e < experts; e++) {
                mean += weight(n, e) * dWeights[n * experts + e];
            }
            for (int e = 0; e < experts; e++) {
                double dLogit = weight(n, e) * (dWeights[n * experts + e] - mean);
                biasSums[e] += dLogit;
                for (int c = 0; c < channels; c++) {
                    matrixSums[c * experts + e] += dLogit * means[n * channels + c];
                    dMeans[n * channels + c] += (float) (dLogit * matrix[c * experts + e]);
                }
            }
        }
        for (int i = 0; i < dMatrix.length; i++) {
            dMatrix[i] = (float) matrixSums[i];
        }
        for (int e = 0; e < experts; e++) {
            dBias[e] = (float) biasSums[e];
        }
        return dMeans;
    }
}
