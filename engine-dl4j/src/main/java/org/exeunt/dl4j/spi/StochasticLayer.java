package org.exeunt.dl4j.spi;

/**
 * A layer configuration whose layer draws random numbers in training, such as which values to drop, in another way than by
 * Deeplearning4j's dropout and weight noise, which the engine knows.
 *
 * <p>The layer draws from {@code Nd4j.getRandom()}, which is seeded from the training's own stream before each epoch, so that the same seed
 * gives the same bits on whichever thread.
 */
public interface StochasticLayer {
    /** Returns whether it does, as configured. */
    boolean drawsInTraining();
}
