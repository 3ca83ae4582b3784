package org.exeunt.strategies.aggregation;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.params.ParameterSet;

/** Merges value by value. */
final class Columns {
    private Columns() {}

    /**
     * Returns the set whose values are each made of the same value of all uploads.
     *
     * @param ofOne given one value of every upload, in client order, in an array it may change
     */
    static ParameterSet merge(List<ParameterSet> uploads, ToDoubleFunction<float[]> ofOne) {
        List<float[]> rows = uploads.stream().map(ParameterSet::values).toList();
        float[] merged = new float[uploads.get(0).size()];
        float[] column = new float[rows.size()];
        for (int i = 0; i < merged.length; i++) {
            for (int row = 0; row < column.length; row++) {
                column[row] = rows.get(row)[i];
            }
            merged[i] = (float) ofOne.applyAsDouble(column);
        }
        return ParameterSet.of(uploads.get(0).blocks(), merged);
    }
}
