package org.exeunt.strategies.aggregation;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.exeunt.api.params.ParameterSet;

/** Aggregates each value independently of the others. */
final class Columns {
    private Columns() {}

    /**
     * Returns the set in which each value is computed from the same value of all uploads.
     *
     * @param reduction receives one value of every upload, in client order, in an array that it may modify
     */
    static ParameterSet reduce(List<ParameterSet> uploads, ToDoubleFunction<float[]> reduction) {
        List<float[]> rows = uploads.stream().map(ParameterSet::values).toList();
        float[] aggregated = new float[uploads.get(0).size()];
        float[] column = new float[rows.size()];
        for (int i = 0; i < aggregated.length; i++) {
            for (int row = 0; row < column.length; row++) {
                column[row] = rows.get(row)[i];
            }
            aggregated[i] = (float) reduction.applyAsDouble(column);
        }
        return ParameterSet.of(uploads.get(0).blocks(), aggregated);
    }
}
