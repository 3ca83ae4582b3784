package org.exeunt.datasets.ucihar;

import java.util.List;
import java.util.Objects;
import org.exeunt.api.data.Examples;

/**
 * Windows of several signals.
 *
 * @param labels label of each window
 * @param signals one table per signal, with one row per window
 */
record Windows(int[] labels, List<Table> signals) implements Examples {
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
        Objects.checkIndex(index, size());
        int at = offset;
        for (Table signal : signals) {
            float[] readings = signal.rows().get(index);
            System.arraycopy(readings, 0, target, at, readings.length);
            at += readings.length;
        }
    }
}
