package org.exeunt.dl4j;

import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockSet;

/**
 * The optimiser step, fused into one pass over the vectors: {@code d = g + decay * w; v = momentum * v + d; w = w - rate * v}.
 *
 * <p>Works on tiles that stay in the first-level cache, in loops the compiler vectorises. For one thread.
 */
final class Descent {
    private static final int TILE = 2048;

    private final float[] weights = new float[TILE];
    private final float[] gradients = new float[TILE];
    private final float[] velocities = new float[TILE];

    /** Moves the weights of some blocks. */
    void step(Chain chain, BlockSet blocks, LocalTraining training) {
        float rate = (float) training.learningRate();
        float momentum = (float) training.momentum();
        float decay = (float) training.weightDecay();
        for (BlockSet.Range range : blocks.ranges()) {
            for (int from = range.from(); from < range.to(); from += TILE) {
                int count = Math.min(TILE, range.to() - from);
                chain.parameters().get(from, weights, 0, count);
                chain.gradient().get(from, gradients, 0, count);
                chain.velocity().get(from, velocities, 0, count);
                move(weights, gradients, velocities, rate, momentum, decay, count);
                chain.parameters().put(from, weights, 0, count);
                chain.velocity().put(from, velocities, 0, count);
            }
        }
    }

    private static void move(float[] w, float[] g, float[] v, float rate, float momentum, float decay, int count) {
        for (int i = 0; i < count; i++) {
            float velocity = momentum * v[i] + (g[i] + decay * w[i]);
            v[i] = velocity;
            w[i] -= rate * velocity;
        }
    }

    /** Moves running statistics, whose gradient Deeplearning4j defines as old minus new value. */
    void moveBuffers(Chain chain, BlockSet buffers) {
        for (BlockSet.Range range : buffers.ranges()) {
            for (int from = range.from(); from < range.to(); from += TILE) {
                int count = Math.min(TILE, range.to() - from);
                chain.parameters().get(from, weights, 0, count);
                chain.gradient().get(from, gradients, 0, count);
                for (int i = 0; i < count; i++) {
                    weights[i] -= gradients[i];
                }
                chain.parameters().put(from, weights, 0, count);
            }
        }
    }
}
