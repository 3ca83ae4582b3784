package org.exeunt.dl4j.nativeaccess;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix with any number of rows that is reused from call to call instead of being created in each.
 *
 * <p>It is outside all workspaces. Its content is undefined until written. For one thread.
 */
public final class ReusedMatrix {
    private final int columns;
    private NativeFloats memory;

    /** Creates a matrix that allocates memory on the first use. */
    public ReusedMatrix(int columns) {
        this.columns = columns;
    }

    /**
     * Returns the first {@code rows} rows. If more rows are requested than before, new memory is allocated and matrices
     * returned earlier must not be used any more.
     */
    public Matrix ofRows(int rows) {
        long size = (long) rows * columns;
        if (memory == null || memory.length() < size) {
            if (memory != null) {
                memory.array().close();
            }
            memory = NativeFloats.of(
                    OutsideWorkspaces.create(() -> Nd4j.createUninitialized(DataType.FLOAT, new long[] {size}, 'c')));
        }
        return new Matrix(memory, 0, rows, columns);
    }
}
