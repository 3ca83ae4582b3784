package org.exeunt.dl4j.nativeaccess;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A matrix that is overwritten by each use instead of being created by it, with any number of rows.
 *
 * <p>Lives outside every workspace. Its content is undefined until written. For one thread.
 */
public final class ReusedMatrix {
    private final int columns;
    private NativeFloats memory;

    /** Makes a matrix that takes memory when rows are first asked for. */
    public ReusedMatrix(int columns) {
        this.columns = columns;
    }

    /** Returns the first rows; if there are not as many, new memory is taken and what was returned earlier must no longer be used. */
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
