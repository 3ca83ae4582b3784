package org.exeunt.dl4j.spi;

/**
 * A layer configuration with a layer that may draw random numbers in training, for example to drop values. Not required
 * for Deeplearning4j's dropout and weight noise, which the engine detects.
 *
 * <p>The layer must draw from {@code Nd4j.getRandom()}, which is seeded from the random stream of the training before
 * each epoch, so that results for a seed are bitwise equal on every thread.
 */
public interface StochasticLayer {
    /** Returns whether the layer draws random numbers in training, as configured. */
    boolean drawsInTraining();
}
