package org.exeunt.datasets.shapes;

import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;

/** A linear classifier trained by stochastic gradient descent on cross-entropy with a decaying learning rate. */
final class SoftmaxRegression {
    private final float[][] weights;
    private final float[] biases;

    private SoftmaxRegression(int classes, int inputs) {
        weights = new float[classes][inputs];
        biases = new float[classes];
    }

    static SoftmaxRegression train(Examples examples, int classes, int inputs, int epochs, RandomGenerator random) {
        SoftmaxRegression model = new SoftmaxRegression(classes, inputs);
        float[] input = new float[inputs];
        for (int epoch = 0; epoch < epochs; epoch++) {
            float rate = 2f / inputs / (1 + epoch);
            for (int step = 0; step < examples.size(); step++) {
                int index = random.nextInt(examples.size());
                examples.copyTo(index, input, 0);
                model.step(input, examples.label(index), rate);
            }
        }
        return model;
    }

    double accuracy(Examples examples) {
        float[] input = new float[weights[0].length];
        int correct = 0;
        for (int index = 0; index < examples.size(); index++) {
            examples.copyTo(index, input, 0);
            float[] logits = logits(input);
            int best = 0;
            for (int label = 1; label < logits.length; label++) {
                best = logits[label] > logits[best] ? label : best;
            }
            correct += best == examples.label(index) ? 1 : 0;
        }
        return (double) correct / examples.size();
    }

    private void step(float[] input, int target, float rate) {
        float[] logits = logits(input);
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        for (int label = 0; label < logits.length; label++) {
            double probability = Math.exp(logits[label] - largest) / sum;
            float move = rate * (float) ((label == target ? 1 : 0) - probability);
            float[] row = weights[label];
            for (int i = 0; i < row.length; i++) {
                row[i] += move * input[i];
            }
            biases[label] += move;
        }
    }

    private float[] logits(float[] input) {
        float[] logits = biases.clone();
        for (int label = 0; label < logits.length; label++) {
            float[] row = weights[label];
            float even = 0;
            float odd = 0;
            for (int i = 0; i < row.length; i += 2) {
                even += row[i] * input[i];
                odd += row[i + 1] * input[i + 1];
            }
            logits[label] += even + odd;
        }
        return logits;
    }
}
