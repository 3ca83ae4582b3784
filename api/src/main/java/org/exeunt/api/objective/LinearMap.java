package org.exeunt.api.objective;

import java.util.stream.IntStream;

/**
 * A linear map without bias, with the products that loss terms and personal rules need. Arrays are row-major and may be
 * longer than {@code rows} rows.
 *
 * @param weights {@code [outputs, inputs]}; not copied
 * @param inputs length of an input
 */
public record LinearMap(double[] weights, int inputs) {
    /** Returns the map with given weights. */
    public static LinearMap of(float[] weights, int inputs) {
        return new LinearMap(
                IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).toArray(), inputs);
    }

    /** Returns the length of an output. */
    public int outputs() {
        return weights.length / inputs;
    }

    /**
     * Returns the outputs, {@code [rows, outputs]}.
     *
     * @param x {@code [rows, inputs]}
     */
    public double[] apply(double[] x, int rows) {
        double[] y = new double[rows * outputs()];
        for (int k = 0; k < y.length; k++) {
            int w = k % outputs() * inputs;
            int row = k / outputs() * inputs;
            for (int i = 0; i < inputs; i++) {
                y[k] += weights[w + i] * x[row + i];
            }
        }
        return y;
    }

    /**
     * Adds the gradient at the weights.
     *
     * @param atOutputs gradient at the outputs for the inputs {@code x}
     * @param sum {@code [outputs, inputs]}
     */
    public void addWeightGradient(double[] x, double[] atOutputs, int rows, double[] sum) {
        for (int k = 0; k < rows * outputs(); k++) {
            int w = k % outputs() * inputs;
            int row = k / outputs() * inputs;
            for (int i = 0; i < inputs; i++) {
                sum[w + i] += atOutputs[k] * x[row + i];
            }
        }
    }

    /**
     * Adds the gradient at the inputs.
     *
     * @param atOutputs gradient at the outputs
     * @param sum {@code [rows, inputs]}
     */
    public void addInputGradient(double[] atOutputs, int rows, double[] sum) {
        for (int k = 0; k < rows * outputs(); k++) {
            int w = k % outputs() * inputs;
            int row = k / outputs() * inputs;
            for (int i = 0; i < inputs; i++) {
                sum[row + i] += atOutputs[k] * weights[w + i];
            }
        }
    }
}
