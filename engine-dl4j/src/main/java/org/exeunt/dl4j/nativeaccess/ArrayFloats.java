package org.exeunt.dl4j.nativeaccess;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Access to an array in any memory, by ND4J operations, which synchronise host and device memory. Works with every
 * backend. Each call runs several operations, so few calls for long ranges are better than many short ones.
 */
final class ArrayFloats extends NativeFloats {
    private final INDArray flat;
    private final int length;

    ArrayFloats(INDArray array) {
        super(array);
        this.length = (int) array.length();
        this.flat = view(array, length);
    }

    /** Returns a view of the same elements in another shape; fails if a copy would be necessary. */
    static INDArray view(INDArray array, long... shape) {
        return OutsideWorkspaces.create(() -> array.reshape('c', true, shape));
    }

    /** Returns a range of elements as a vector that shares their memory. */
    INDArray part(int index, int count) {
        return count == length ? flat : flat.get(NDArrayIndex.interval(index, index + count));
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void get(int index, float[] target, int offset, int count) {
        if (count > 0) {
            System.arraycopy(part(index, count).toFloatVector(), 0, target, offset, count);
        }
    }

    @Override
    public void put(int index, float[] source, int offset, int count) {
        if (count > 0) {
            try (INDArray values = OutsideWorkspaces.create(
                    () -> Nd4j.createFromArray(Arrays.copyOfRange(source, offset, offset + count)))) {
                part(index, count).assign(values);
            }
        }
    }

    @Override
    public void getBits(int index, int[] target, int count) {
        float[] values = new float[count];
        get(index, values, 0, count);
        for (int i = 0; i < count; i++) {
            target[i] = Float.floatToRawIntBits(values[i]);
        }
    }

    @Override
    public void putBits(int index, int[] source, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = Float.intBitsToFloat(source[i]);
        }
        put(index, values, 0, count);
    }

    @Override
    public void put(int index, NativeFloats source, int from, int count) {
        if (count > 0) {
            part(index, count).assign(((ArrayFloats) source).part(from, count));
        }
    }
}
