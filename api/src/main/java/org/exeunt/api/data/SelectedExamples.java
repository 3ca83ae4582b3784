package org.exeunt.api.data;

import java.util.Objects;

/** A view of some examples of another sequence. */
final class SelectedExamples implements Examples {
    private final Examples all;
    private final int[] indices;

    SelectedExamples(Examples all, int[] indices) {
        this.all = all;
        this.indices = indices.clone();
        for (int index : this.indices) {
            Objects.checkIndex(index, all.size());
        }
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public int label(int index) {
        return all.label(indices[index]);
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        all.copyTo(indices[index], target, offset);
    }
}
