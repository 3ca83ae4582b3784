package org.exeunt.dl4j.run;

import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.LocalTraining.Optimizer;
import org.exeunt.api.params.BlockSet;
import org.exeunt.dl4j.kernels.SgdStep;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.layers.KernelsInUse;

/** The steps of the optimiser in one training, on the weights of some blocks. For one thread. */
final class Descent {
    private final FlatVectors vectors;
    private final BlockSet blocks;
    private final LocalTraining training;
    private final SgdStep sgd = KernelsInUse.get().sgdStep();
    private final float[] weights = new float[VectorLoops.tileLength(1)];
    private final float[] gradients = new float[weights.length];
    private final float[] firstMoments;
    private final float[] secondMoments;
    private int steps;

    Descent(FlatVectors vectors, BlockSet blocks, LocalTraining training) {
        this.vectors = vectors;
        this.blocks = blocks;
        this.training = training;
        int moments = training.optimizer() == Optimizer.ADAM ? blocks.size() : 0;
        this.firstMoments = new float[moments];
        this.secondMoments = new float[moments];
    }

    /** Moves the weights by the gradient. */
    void step() {
        steps++;
        int moved = 0;
        for (BlockSet.Range range : blocks.ranges()) {
            int from = range.from() - vectors.origin();
            int to = range.to() - vectors.origin();
            switch (training.optimizer()) {
                case SGD -> sgd.step(vectors.parameters(), vectors.gradient(), vectors.velocity(), from, to, training);
                case ADAM -> adam(from, to, moved);
            }
            moved += range.length();
        }
    }

    private void adam(int from, int to, int moved) {
        float rate = (float) (training.learningRate() / (1 - Math.pow(training.momentum(), steps)));
        float scale = (float) (1 / Math.sqrt(1 - Math.pow(LocalTraining.SECOND_MOMENT_DECAY, steps)));
        for (int first = from; first < to; first += weights.length) {
            int count = Math.min(weights.length, to - first);
            vectors.parameters().get(first, weights, 0, count);
            vectors.gradient().get(first, gradients, 0, count);
            adam(moved + first - from, count, rate, scale);
            vectors.parameters().put(first, weights, 0, count);
        }
    }

    /** Computes {@code w = w - rate m / (scale sqrt(s) + epsilon)} on a tile, with moments from {@code offset} on. */
    private void adam(int offset, int count, float rate, float scale) {
        float b1 = (float) training.momentum();
        float b2 = (float) LocalTraining.SECOND_MOMENT_DECAY;
        float c1 = (float) (1 - training.momentum());
        float c2 = (float) (1 - LocalTraining.SECOND_MOMENT_DECAY);
        float decay = (float) training.weightDecay();
        float epsilon = (float) LocalTraining.EPSILON;
        for (int i = 0; i < count; i++) {
            int at = offset + i;
            float d = gradients[i] + decay * weights[i];
            firstMoments[at] = b1 * firstMoments[at] + c1 * d;
            secondMoments[at] = b2 * secondMoments[at] + c2 * d * d;
            weights[i] -= rate * firstMoments[at] / (scale * (float) Math.sqrt(secondMoments[at]) + epsilon);
        }
    }
}
