package org.exeunt.dl4j.run;

import java.util.Arrays;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The sum of the gradients that the heads of later exits add at the feature of one exit in a step. */
final class FeatureGradientSum {
    private float[] sum = {};
    private float[] staging = {};
    private int length;

    /** Resets the sum. */
    void clear() {
        length = 0;
    }

    /** Returns whether any gradient was added since the last reset. */
    boolean hasGradient() {
        return length > 0;
    }

    /** Adds the gradient of one head. */
    void add(INDArray gradient) {
        NativeFloats values = NativeFloats.of(NativeFloats.dense(gradient));
        if (sum.length < values.length()) {
            sum = new float[values.length()];
            staging = new float[values.length()];
        }
        if (length == 0) {
            length = values.length();
            Arrays.fill(sum, 0, length, 0);
        }
        values.get(0, staging, 0, length);
        for (int i = 0; i < length; i++) {
            sum[i] += staging[i];
        }
    }

    /** Adds the sum to an array of at least the same length. */
    void addTo(float[] target) {
        for (int i = 0; i < length; i++) {
            target[i] += sum[i];
        }
    }
}
