package org.exeunt.dl4j.nativeaccess;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A contiguous part of a float array as a dense row-major matrix. It stores the position only and is cheap to create,
 * whereas a view of ND4J allocates native memory.
 *
 * @param memory array that contains the matrix
 * @param from index of the first element
 * @param rows number of rows
 * @param columns number of columns
 */
public record Matrix(NativeFloats memory, int from, int rows, int columns) {
    public Matrix {
        if (from < 0 || rows < 0 || columns < 1 || from + (long) rows * columns > memory.length()) {
            throw new IndexOutOfBoundsException("matrix [%d, %d] at element %d exceeds the array of %d elements"
                    .formatted(rows, columns, from, memory.length()));
        }
    }

    /**
     * Returns an array as a matrix; all axes except the last form the rows.
     *
     * @throws IllegalArgumentException if the array is not float32 or not dense in row-major order
     */
    public static Matrix of(INDArray array) {
        NativeFloats memory = NativeFloats.of(array);
        int columns = (int) array.size(array.rank() - 1);
        return new Matrix(memory, 0, memory.length() / columns, columns);
    }

    /** Returns {@code count} rows, starting at row {@code first}. */
    public Matrix rows(int first, int count) {
        return part(first * columns, count, columns);
    }

    /** Returns a matrix of another shape that starts at element {@code first}. */
    public Matrix part(int first, int partRows, int partColumns) {
        return new Matrix(memory, from + first, partRows, partColumns);
    }

    /** Returns the number of elements. */
    public int size() {
        return rows * columns;
    }

    /** Copies {@code count} elements from {@code index} on to the start of {@code target}. */
    public void get(int index, float[] target, int count) {
        memory.get(from + index, target, 0, count);
    }

    /** Overwrites {@code count} elements from {@code index} on. */
    public void put(int index, float[] source, int count) {
        memory.put(from + index, source, 0, count);
    }

    /** Copies the raw bits of {@code count} elements from {@code index} on to the start of {@code target}. */
    public void getBits(int index, int[] target, int count) {
        memory.getBits(from + index, target, count);
    }

    /** Overwrites the raw bits of {@code count} elements from {@code index} on. */
    public void putBits(int index, int[] source, int count) {
        memory.putBits(from + index, source, count);
    }

    /** Overwrites rows with rows of another matrix, which must have the same number of columns. */
    public void copyRows(int first, Matrix source, int sourceFirst, int count) {
        memory.put(from + first * columns, source.memory, source.from + sourceFirst * columns, count * columns);
    }

    /** Sets all elements to one value. */
    public void fill(float value) {
        memory.fill(from, size(), value);
    }

    /** Returns a copy of all elements. */
    public float[] toArray() {
        float[] values = new float[size()];
        get(0, values, values.length);
        return values;
    }

    /** Returns a view of the elements as an array of another shape. */
    public INDArray shaped(long... shape) {
        INDArray all = memory.array();
        return OutsideWorkspaces.create(
                () -> Nd4j.create(all.data(), shape, Nd4j.getStrides(shape, 'c'), all.offset() + from, 'c'));
    }

    /** Returns a pointer to the elements, which must be in host memory. */
    HostFloats.Address address() {
        return new HostFloats.Address(((HostFloats) memory).address() + (long) Float.BYTES * from, size());
    }

    /** Returns a view as an array with {@code rank} axes; all axes before the last two have length 1. */
    INDArray array(int rank) {
        long[] lengths = new long[rank];
        Arrays.fill(lengths, 1);
        lengths[rank - 2] = rows;
        lengths[rank - 1] = columns;
        return ArrayFloats.view(((ArrayFloats) memory).part(from, size()), lengths);
    }
}
