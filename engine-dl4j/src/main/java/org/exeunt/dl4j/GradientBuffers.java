package org.exeunt.dl4j;

import java.util.Arrays;
import org.exeunt.dl4j.nativeaccess.ReusedArray;

/** Arrays that the trainings of a network reuse, one per exit. */
final class GradientBuffers {
    private final ReusedArray[] logits;
    private final ReusedArray[] stageOutputs;

    GradientBuffers(int exits) {
        this.logits = arrays(exits);
        this.stageOutputs = arrays(exits);
    }

    private static ReusedArray[] arrays(int count) {
        ReusedArray[] arrays = new ReusedArray[count];
        Arrays.setAll(arrays, i -> new ReusedArray());
        return arrays;
    }

    /** Returns the array for the gradient at the logits of an exit. */
    ReusedArray logitGradient(int exit) {
        return logits[exit - 1];
    }

    /**
     * Returns the array for the gradient at the stage output of an exit, kept while the head runs a second backward
     * pass.
     */
    ReusedArray stageOutputGradient(int exit) {
        return stageOutputs[exit - 1];
    }
}
