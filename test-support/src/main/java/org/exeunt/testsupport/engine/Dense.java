package org.exeunt.testsupport.engine;

import org.exeunt.api.Macs;
import org.exeunt.api.params.Block;

/**
 * A dense layer with weights {@code [outputs, inputs]}, followed by a bias {@code [outputs]}, in a flat vector.
 *
 * @param weights index of the first weight
 * @param bias index of the first bias
 */
record Dense(int weights, int bias, int inputs, int outputs) {
    /** Returns the layer of a block of weights. */
    static Dense of(Block weights) {
        return new Dense(
                weights.offset(),
                weights.end(),
                weights.shape().get(1),
                weights.shape().get(0));
    }

    Macs macs() {
        return new Macs((long) inputs * outputs);
    }

    /** Returns {@code x W' + b}. The order of additions in a row does not depend on the number of rows. */
    double[] forward(float[] parameters, double[] x, int rows) {
        double[] y = new double[rows * outputs];
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < outputs; o++) {
                double sum = parameters[bias + o];
                int w = weights + o * inputs;
                for (int i = 0; i < inputs; i++) {
                    sum += parameters[w + i] * x[row * inputs + i];
                }
                y[row * outputs + o] = sum;
            }
        }
        return y;
    }

    /** Adds the gradients of weights and bias to a flat gradient. */
    void addGradient(double[] x, double[] dy, int rows, double[] gradient) {
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < outputs; o++) {
                double d = dy[row * outputs + o];
                gradient[bias + o] += d;
                int w = weights + o * inputs;
                for (int i = 0; i < inputs; i++) {
                    gradient[w + i] += d * x[row * inputs + i];
                }
            }
        }
    }

    /** Adds the gradient at the input to {@code dx}. */
    void addInputGradient(float[] parameters, double[] dy, int rows, double[] dx) {
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < outputs; o++) {
                double d = dy[row * outputs + o];
                int w = weights + o * inputs;
                for (int i = 0; i < inputs; i++) {
                    dx[row * inputs + i] += d * parameters[w + i];
                }
            }
        }
    }
}
