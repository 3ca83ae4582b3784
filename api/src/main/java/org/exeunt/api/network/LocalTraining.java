package org.exeunt.api.network;

/**
 * Duration and optimiser settings of a client's training in one round.
 *
 * @param epochs passes over the client's examples; 0 trains nothing
 * @param batchSize examples per step; at least 1
 * @param learningRate learning rate of the round, after decay; above 0
 * @param momentum heavy-ball momentum; with Adam, the decay of the first moment; in [0, 1)
 * @param weightDecay L2 decay added to the gradient of every trainable parameter; at least 0
 * @param optimizer rule of a step, see {@link Network#train}
 */
public record LocalTraining(
        int epochs, int batchSize, double learningRate, double momentum, double weightDecay, Optimizer optimizer) {
    /** Decay of Adam's second moment. */
    public static final double SECOND_MOMENT_DECAY = 0.999;

    /** Added to the square root of Adam's second moment. */
    public static final double EPSILON = 1e-8;

    /** Rule of a step. */
    public enum Optimizer {
        /** Stochastic gradient descent with heavy-ball momentum. */
        SGD,
        /** Adam (arXiv 1412.6980), with coupled weight decay as in PyTorch's {@code Adam}. */
        ADAM
    }

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

    /** Creates settings of SGD. */
    public LocalTraining(int epochs, int batchSize, double learningRate, double momentum, double weightDecay) {
        this(epochs, batchSize, learningRate, momentum, weightDecay, Optimizer.SGD);
    }

    /**
     * Checks that the optimiser is SGD, for strategies with equations that hold only for SGD.
     *
     * @throws IllegalArgumentException if it is not
     */
    public void requireSgd() {
        if (optimizer != Optimizer.SGD) {
            throw new IllegalArgumentException("its equations hold only for SGD; set training.optimizer.type to 'sgd'");
        }
    }

    /** Returns these settings with another number of epochs. */
    public LocalTraining withEpochs(int other) {
        return new LocalTraining(other, batchSize, learningRate, momentum, weightDecay, optimizer);
    }

    /** Returns these settings with another learning rate. */
    public LocalTraining withLearningRate(double other) {
        return new LocalTraining(epochs, batchSize, other, momentum, weightDecay, optimizer);
    }
}
