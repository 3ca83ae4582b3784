package org.exeunt.dl4j.kernels.host;

import org.exeunt.api.network.LocalTraining;
import org.exeunt.dl4j.kernels.SgdStep;
import org.exeunt.dl4j.nativeaccess.NativeFloats;

/** Processes tiles that fit in the first-level cache, in loops that the compiler vectorises. */
final class HostSgdStep implements SgdStep {
    private static final int TILE = 2048;

    private final float[] weights = new float[TILE];
    private final float[] gradients = new float[TILE];
    private final float[] velocities = new float[TILE];

    @Override
    public void step(NativeFloats w, NativeFloats g, NativeFloats v, int from, int to, LocalTraining training) {
        float rate = (float) training.learningRate();
        float momentum = (float) training.momentum();
        float decay = (float) training.weightDecay();
        for (int first = from; first < to; first += TILE) {
            int count = Math.min(TILE, to - first);
            w.get(first, weights, 0, count);
            g.get(first, gradients, 0, count);
            v.get(first, velocities, 0, count);
            move(weights, gradients, velocities, rate, momentum, decay, count);
            w.put(first, weights, 0, count);
            v.put(first, velocities, 0, count);
        }
    }

    private static void move(float[] w, float[] g, float[] v, float rate, float momentum, float decay, int count) {
        for (int i = 0; i < count; i++) {
            float velocity = momentum * v[i] + (g[i] + decay * w[i]);
            v[i] = velocity;
            w[i] -= rate * velocity;
        }
    }
}
