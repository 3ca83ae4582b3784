package org.exeunt.api.data;

/** Examples with labels in memory. */
record LabelledExamples(int[] labels, Values values) implements Examples {
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
        values.copyTo(index, target, offset);
    }
}
