package org.exeunt.onnx;

import java.util.Arrays;

/** How the tensor after which an exit is becomes one vector. */
enum Pooling {
    /** The mean over the tokens or steps of {@code [1, steps, features]}. */
    MEAN,
    /** The first token or step of {@code [1, steps, features]}. */
    FIRST,
    /** The mean over height and width of {@code [1, features, height, width]}. */
    SPATIAL,
    /** All values, in their order. */
    NONE;

    /** Returns what fits a shape: the spatial mean of images, the mean of sequences, and all values of others. */
    static Pooling of(long[] shape) {
        return shape.length == 4 ? SPATIAL : shape.length == 3 ? MEAN : NONE;
    }

    /**
     * Returns the vector.
     *
     * @param values in row-major order
     * @param shape with a batch of 1 first
     * @throws IllegalArgumentException if the shape does not fit
     */
    float[] pool(float[] values, long[] shape) {
        int axes = this == SPATIAL ? 4 : this == NONE ? shape.length : 3;
        StagedModel.require(
                shape.length == axes && shape[0] == 1,
                "pooling '%s' does not fit the shape %s".formatted(this, Arrays.toString(shape)));
        if (this == NONE) {
            return values;
        }
        boolean spatial = this == SPATIAL;
        int features = (int) (spatial ? shape[1] : shape[2]);
        int steps = this == FIRST ? 1 : values.length / features;
        float[] pooled = new float[features];
        for (int feature = 0; feature < features; feature++) {
            double sum = 0;
            for (int step = 0; step < steps; step++) {
                sum += values[spatial ? feature * steps + step : step * features + feature];
            }
            pooled[feature] = (float) (sum / steps);
        }
        return pooled;
    }
}
