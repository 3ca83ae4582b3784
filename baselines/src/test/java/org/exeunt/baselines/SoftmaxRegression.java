package org.exeunt.baselines;

import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;

/**
 * Reference implementation of a step of the personal head of FedRoD: one dense layer, trained in double precision by
 * SGD with momentum on the cross-entropy of its logits added to those of the generic head.
 */
public final class SoftmaxRegression {
    private final int classes;
    private final int width;
    private final double[][] features;
    private final double[][] offsets;
    private final int[] labels;

    /** Computes features, logits and labels of all examples at an exit of a loaded network. */
    public SoftmaxRegression(Network network, Exit exit, Examples examples) {
        this.classes = network.spec().classes();
        this.features = new double[examples.size()][];
        this.offsets = new double[examples.size()][];
        this.labels = new int[examples.size()];
        int[] seen = {0};
        int[] widths = {0};
        network.forward(examples, pass -> {
            widths[0] = pass.featureSize(exit);
            for (int b = 0; b < pass.size(); b++) {
                features[seen[0]] = slice(pass.feature(exit), b, widths[0]);
                offsets[seen[0]] = slice(pass.logits(exit), b, classes);
                labels[seen[0]++] = pass.label(b);
            }
        });
        this.width = widths[0];
    }

    private static double[] slice(double[] rows, int row, int length) {
        double[] slice = new double[length];
        System.arraycopy(rows, row * length, slice, 0, length);
        return slice;
    }

    /**
     * Returns the head after a step on all examples.
     *
     * @param head weights {@code [classes, features]}, then biases
     * @param weight of the loss
     * @param velocity of the previous step, which is replaced
     */
    public ParameterSet step(ParameterSet head, double weight, double[] velocity, LocalTraining training) {
        float[] w = head.values();
        double[] gradient = gradient(w);
        for (int i = 0; i < w.length; i++) {
            velocity[i] = training.momentum() * velocity[i] + weight * gradient[i] + training.weightDecay() * w[i];
            w[i] -= (float) (training.learningRate() * velocity[i]);
        }
        return ParameterSet.of(head.blocks(), w);
    }

    private double[] gradient(float[] w) {
        double[] gradient = new double[w.length];
        for (int example = 0; example < labels.length; example++) {
            double[] probabilities = softmax(logits(w, example));
            for (int c = 0; c < classes; c++) {
                double d = (probabilities[c] - (c == labels[example] ? 1 : 0)) / labels.length;
                for (int f = 0; f < width; f++) {
                    gradient[c * width + f] += d * features[example][f];
                }
                gradient[classes * width + c] += d;
            }
        }
        return gradient;
    }

    private double[] logits(float[] w, int example) {
        double[] logits = offsets[example].clone();
        for (int c = 0; c < classes; c++) {
            logits[c] += w[classes * width + c];
            for (int f = 0; f < width; f++) {
                logits[c] += w[c * width + f] * features[example][f];
            }
        }
        return logits;
    }

    private static double[] softmax(double[] logits) {
        double[] result = new double[logits.length];
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            result[c] = Math.exp(logits[c]);
            sum += result[c];
        }
        for (int c = 0; c < logits.length; c++) {
            result[c] /= sum;
        }
        return result;
    }
}
