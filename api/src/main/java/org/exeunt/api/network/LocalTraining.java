package org.exeunt.api.network;

/**
 * How long and by what optimiser a client trains in one round.
 *
 * @param epochs passes over the client's examples; 0 trains nothing
 * @param batchSize examples a step, at least 1
 * @param learningRate already decayed to the round, above 0
 * @param momentum heavy ball, in [0, 1)
 * @param weightDecay coupled, per trainable element, not negative
 */
public record LocalTraining(int epochs, int batchSize, double learningRate, double momentum, double weightDecay) {
    public LocalTraining {
        if (epochs < 0
                || batchSize < 1
                || !(learningRate > 0)
                || !(momentum >= 0 && momentum < 1)
                || !(weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "epochs %d, batch size %d, learning rate %s, momentum %s, weight decay %s: out of range"
                            .formatted(epochs, batchSize, learningRate, momentum, weightDecay));
        }
    }

    /** Returns the same training over another number of epochs. */
    public LocalTraining withEpochs(int other) {
        return new LocalTraining(other, batchSize, learningRate, momentum, weightDecay);
    }

    /** Returns the same training at another learning rate. */
    public LocalTraining withLearningRate(double other) {
        return new LocalTraining(epochs, batchSize, other, momentum, weightDecay);
    }
}
