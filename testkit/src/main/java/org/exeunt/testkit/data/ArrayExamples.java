package org.exeunt.testkit.data;

import org.exeunt.api.data.Examples;

/** Examples held in memory, copied in. Safe for any number of threads. */
public final class ArrayExamples implements Examples {
    private final float[][] values;
    private final int[] labels;

    /**
     * Makes examples.
     *
     * @param values one row an example
     * @param labels as many as rows, 0-based
     */
    public ArrayExamples(float[][] values, int[] labels) {
        if (values.length != labels.length) {
            throw new IllegalArgumentException(
                    "%d rows of values and %d labels; expected equally many".formatted(values.length, labels.length));
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
