package org.exeunt.testkit.engine;

import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockSet;

/** One step of SGD with heavy-ball momentum and coupled weight decay, on flat vectors. */
final class HeavyBall {
    private HeavyBall() {}

    static void descend(
            float[] parameters, float[] gradient, float[] velocity, BlockSet trainable, LocalTraining training) {
        for (BlockSet.Range range : trainable.ranges()) {
            for (int i = range.from(); i < range.to(); i++) {
                double d = gradient[i] + training.weightDecay() * parameters[i];
                velocity[i] = (float) (training.momentum() * velocity[i] + d);
                parameters[i] = (float) (parameters[i] - training.learningRate() * velocity[i]);
            }
        }
    }
}
