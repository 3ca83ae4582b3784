package org.exeunt.dl4j.run;

import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Detects padding at the end of sequences and creates Deeplearning4j's masks for it. For one thread. */
public final class Padding {
    private final ReusedArray array = new ReusedArray();
    private final float value;
    private final int steps;
    private final float[] example;
    private final float[] row;

    /**
     * Creates the detector for examples of a shape.
     *
     * @param value value that fills steps of padding
     * @param shape shape of the examples, {@code [steps]} or {@code [channels, steps]}
     */
    Padding(double value, InputShape shape) {
        this.value = (float) value;
        this.steps = shape.lengths().get(shape.lengths().size() - 1);
        this.example = new float[shape.size()];
        this.row = new float[steps];
    }

    /**
     * Returns the mask of a batch, {@code [rows, steps]}: 1 up to the last step with a value other than padding, and
     * always 1 at the first step. It is overwritten by the next call.
     *
     * @param order indices of examples
     * @param from index in {@code order} of the first example
     * @param count number of examples
     * @param rows number of rows of the mask; in rows after {@code count} only the first step is 1
     */
    INDArray mask(Examples examples, int[] order, int from, int count, int rows) {
        INDArray mask = array.ofShape(rows, steps);
        NativeFloats target = NativeFloats.of(mask);
        for (int i = 0; i < rows; i++) {
            int length = 1;
            if (i < count) {
                examples.copyTo(order[from + i], example, 0);
                length = length();
            }
            for (int step = 0; step < steps; step++) {
                row[step] = step < length ? 1 : 0;
            }
            target.put(i * steps, row, 0, steps);
        }
        return mask;
    }

    private int length() {
        int length = 1;
        for (int i = 0; i < example.length; i++) {
            if (example[i] != value) {
                length = Math.max(length, i % steps + 1);
            }
        }
        return length;
    }
}
