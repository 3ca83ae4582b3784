package org.exeunt.testkit.data;

import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;

/**
 * Classes of normally distributed vectors around random centres. They overlap, so that a small network learns them
 * quickly but not perfectly.
 *
 * <p>Immutable. Examples of several calls belong to the same classes.
 */
public final class GaussianBlobs {
    private static final double SPREAD = 0.6;

    private final double[][] centres;

    /**
     * Draws the centres from the standard normal distribution.
     *
     * @param classes number of classes
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

    /** Returns one new example for each label, in order. */
    public Examples draw(int[] labels, RandomGenerator random) {
        float[][] values = new float[labels.length][];
        for (int i = 0; i < labels.length; i++) {
            double[] centre = centres[labels[i]];
            values[i] = new float[centre.length];
            for (int f = 0; f < centre.length; f++) {
                values[i][f] = (float) (centre[f] + SPREAD * random.nextGaussian());
            }
        }
        return Examples.of(values, labels);
    }

    /** Returns {@code count} new examples; labels cycle through the classes. */
    public Examples draw(int count, RandomGenerator random) {
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % centres.length;
        }
        return draw(labels, random);
    }
}
