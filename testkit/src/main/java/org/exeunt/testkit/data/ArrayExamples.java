package org.exeunt.testkit.data;

import org.exeunt.api.data.Examples;

/** Examples held in memory. Safe for use by multiple threads. */
public final class ArrayExamples implements Examples {
    private final float[][] values;
    private final int[] labels;

    /**
     * Creates examples from copies of the arguments.
     *
     * @param values one row per example
     * @param labels one label per row, 0-based
     */
    public ArrayExamples(float[][] values, int[] labels) {
        if (values.length != labels.length) {
            throw new IllegalArgumentException("%d rows of values and %d labels; expected one label per row"
                    .formatted(values.length, labels.length));
        }
        this.values = new float[values.length][];
        for (int i = 0; i < values.length; i++) {
            this.values[i] = values[i].clone();
        }
        this.labels = labels.clone();
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public int label(int index) {
        return labels[index];
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        System.arraycopy(values[index], 0, target, offset, values[index].length);
    }
}
