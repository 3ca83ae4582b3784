package org.exeunt.api.network;

/**
 * Duration and optimiser settings of a client's training in one round.
 *
 * @param epochs passes over the client's examples; 0 trains nothing
 * @param batchSize examples per step; at least 1
 * @param learningRate learning rate of the round, after decay; above 0
 * @param momentum heavy-ball momentum, in [0, 1)
 * @param weightDecay L2 decay added to the gradient of every trainable parameter; at least 0
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

    /** Returns these settings with another number of epochs. */
    public LocalTraining withEpochs(int other) {
        return new LocalTraining(other, batchSize, learningRate, momentum, weightDecay);
    }

    /** Returns these settings with another learning rate. */
    public LocalTraining withLearningRate(double other) {
        return new LocalTraining(epochs, batchSize, other, momentum, weightDecay);
    }
}
