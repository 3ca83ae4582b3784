package org.exeunt.dl4j.nativeaccess;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Part of a float array, read as a dense row-major matrix. Only says where; making one costs nothing, whereas a view in ND4J's sense is an
 * object with native memory of its own.
 *
 * @param memory what it is part of
 * @param from place of the first element
 * @param rows number of rows
 * @param columns number of columns
 */
public record Matrix(NativeFloats memory, int from, int rows, int columns) {
    public Matrix {
        if (from < 0 || rows < 0 || columns < 1 || from + (long) rows * columns > memory.length()) {
            throw new IndexOutOfBoundsException("[%d, %d] from element %d on does not lie within %d elements"
                    .formatted(rows, columns, from, memory.length()));
        }
    }

    /**
     * Returns an array as a matrix; all axes but the last are its rows.
     *
     * @throws IllegalArgumentException if it is not float32 or its elements do not lie densely in row-major order
     */
    public static Matrix of(INDArray array) {
        NativeFloats memory = NativeFloats.of(array);
        int columns = (int) array.size(array.rank() - 1);
        return new Matrix(memory, 0, memory.length() / columns, columns);
    }

    /** Returns some of the rows. */
    public Matrix rows(int first, int count) {
        return part(first * columns, count, columns);
    }

    /** Returns some of the elements, in another shape. */
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

    /** Overwrites some rows by rows of another matrix, which has as many columns. */
    public void copyRows(int first, Matrix source, int sourceFirst, int count) {
        memory.put(from + first * columns, source.memory, source.from + sourceFirst * columns, count * columns);
    }

    /** Sets all elements to one value. */
    public void fill(float value) {
        memory.fill(from, size(), value);
    }

    /** Returns all elements. */
    public float[] toArray() {
        float[] values = new float[size()];
        get(0, values, values.length);
        return values;
    }

    /** Returns an array of the same elements in another shape, which shares the memory. */
    public INDArray shaped(long... shape) {
        INDArray all = memory.array();
        return OutsideWorkspaces.create(
                () -> Nd4j.create(all.data(), shape, Nd4j.getStrides(shape, 'c'), all.offset() + from, 'c'));
    }

    /** Returns the address of the first element, in the processor's own memory. */
    long address() {
        return ((HostFloats) memory).address() + (long) Float.BYTES * from;
    }

    /** Returns an array of some axes that shares the memory; those before the last two are of length 1. */
    INDArray array(int rank) {
        long[] lengths = new long[rank];
        Arrays.fill(lengths, 1);
        lengths[rank - 2] = rows;
        lengths[rank - 1] = columns;
        return ((ArrayFloats) memory).slice(from, size(), lengths);
    }
}
