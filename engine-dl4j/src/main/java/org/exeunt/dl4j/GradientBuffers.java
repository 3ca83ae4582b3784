package org.exeunt.dl4j;

import java.util.Arrays;
import org.exeunt.dl4j.nativeaccess.ReusedArray;

/** Arrays a network's trainings use one after the other, one an exit. */
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

    /** Returns where an exit's logit gradients are handed to its head. */
    ReusedArray atLogits(int exit) {
        return logits[exit - 1];
    }

    /** Returns where the gradient at an exit's stage output is kept while its head runs backward again. */
    ReusedArray atStageOutput(int exit) {
        return stageOutputs[exit - 1];
    }
}
