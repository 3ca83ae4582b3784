package org.exeunt.dl4j;

import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockSet;

/** Works on tiles that stay in the first-level cache, in loops the compiler vectorises. */
final class TiledDescent implements Descent {
    private static final int TILE = 2048;

    private final float[] weights = new float[TILE];
    private final float[] gradients = new float[TILE];
    private final float[] velocities = new float[TILE];

    @Override
    public void step(FlatVectors vectors, BlockSet blocks, LocalTraining training) {
        float rate = (float) training.learningRate();
        float momentum = (float) training.momentum();
        float decay = (float) training.weightDecay();
        for (BlockSet.Range range : blocks.ranges()) {
            int to = range.to() - vectors.origin();
            for (int from = range.from() - vectors.origin(); from < to; from += TILE) {
                int count = Math.min(TILE, to - from);
                vectors.parameters().get(from, weights, 0, count);
                vectors.gradient().get(from, gradients, 0, count);
                vectors.velocity().get(from, velocities, 0, count);
                move(weights, gradients, velocities, rate, momentum, decay, count);
                vectors.parameters().put(from, weights, 0, count);
                vectors.velocity().put(from, velocities, 0, count);
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

    @Override
    public void moveBuffers(FlatVectors vectors, BlockSet buffers) {
        for (BlockSet.Range range : buffers.ranges()) {
            int to = range.to() - vectors.origin();
            for (int from = range.from() - vectors.origin(); from < to; from += TILE) {
                int count = Math.min(TILE, to - from);
                vectors.parameters().get(from, weights, 0, count);
                vectors.gradient().get(from, gradients, 0, count);
                for (int i = 0; i < count; i++) {
                    weights[i] -= gradients[i];
                }
                vectors.parameters().put(from, weights, 0, count);
            }
        }
    }
}
