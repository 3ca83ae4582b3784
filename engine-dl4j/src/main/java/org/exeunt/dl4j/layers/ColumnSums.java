package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/** Sums over rows, a bias's gradient, as the product of a row of ones: several times as fast as ND4J's own sum. For one thread. */
final class ColumnSums {
    private final MatrixProduct add = new MatrixProduct(false, false, 1, 1);
    private final ReusedMatrix ones = new ReusedMatrix(1);
    private int filled;

    /** Adds the sum of all rows to {@code target}, a single row. */
    void addTo(Matrix target, Matrix rows) {
        Matrix row = ones.ofRows(rows.rows());
        if (filled < rows.rows()) {
            row.fill(1);
            filled = rows.rows();
        }
        add.run(row.part(0, 1, rows.rows()), rows, target);
    }
}
