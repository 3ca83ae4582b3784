package org.exeunt.testkit.data;

import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;

/**
 * Classes that are normal clouds around random centres; easy for a small network, impossible to learn perfectly.
 *
 * <p>Immutable. Centres are drawn once, so that examples drawn later belong to the same classes.
 */
public final class GaussianBlobs {
    private static final double SPREAD = 0.6;

    private final double[][] centres;

    /**
     * Draws the centres, standard normal.
     *
     * @param classes number of clouds
     * @param features length of an example
     */
    public GaussianBlobs(int classes, int features, RandomGenerator random) {
        centres = new double[classes][features];
        for (double[] centre : centres) {
            for (int i = 0; i < features; i++) {
                centre[i] = random.nextGaussian();
            }
        }
    }

    /** Returns one new example for every label given, in that order. */
    public Examples draw(int[] labels, RandomGenerator random) {
        float[][] values = new float[labels.length][];
        for (int i = 0; i < labels.length; i++) {
            double[] centre = centres[labels[i]];
            values[i] = new float[centre.length];
            for (int f = 0; f < centre.length; f++) {
                values[i][f] = (float) (centre[f] + SPREAD * random.nextGaussian());
            }
        }
        return new ArrayExamples(values, labels);
    }

    /** Returns {@code count} new examples, the classes in turn. */
    public Examples draw(int count, RandomGenerator random) {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % centres.length;
        }
        return draw(labels, random);
    }
}
