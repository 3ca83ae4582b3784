package org.exeunt.dl4j.nativeaccess;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Bulk access to the memory of a float array, element by element in row-major order.
 *
 * <p>The compiler vectorises a loop over a Java array, but not a loop over native memory. Therefore kernels copy a tile
 * into a Java array, process it, and copy it back. Keeps the array reachable. {@link MemoryLocation} selects the
 * implementation. For one thread.
 */
public abstract class NativeFloats {
    private final INDArray array;

    NativeFloats(INDArray array) {
        this.array = array;
    }

    /**
     * Returns access to the memory of {@code array}, views included.
     *
     * @throws IllegalArgumentException if the array is not float32 or not dense in row-major order
     */
    public static NativeFloats of(INDArray array) {
        if (array.dataType() != DataType.FLOAT || !isDense(array)) {
            throw new IllegalArgumentException("array of type %s, shape %s, strides %s; expected dense row-major FLOAT"
                    .formatted(array.dataType(), Arrays.toString(array.shape()), Arrays.toString(array.stride())));
        }
        return MemoryLocation.isHost() ? new HostFloats(array) : new ArrayFloats(array);
    }

    /** Returns the array itself if it is dense in row-major order, otherwise a dense copy. */
    public static INDArray dense(INDArray array) {
        return isDense(array) ? array : OutsideWorkspaces.create(() -> array.dup('c'));
    }

    /** Returns whether the values of an array follow each other in memory in row-major order. */
    public static boolean isDense(INDArray array) {
        long expected = 1;
        for (int axis = array.rank() - 1; axis >= 0; axis--) {
            if (array.size(axis) != 1 && array.stride(axis) != expected) {
                return false;
            }
            expected *= array.size(axis);
        }
        return true;
    }

    /** Returns the underlying array. */
    public final INDArray array() {
        return array;
    }

    /** Returns a view of the array with another shape. */
    public final INDArray shaped(long... shape) {
        return ArrayFloats.view(array, shape);
    }

    /** Returns the number of elements. */
    public abstract int length();

    /** Copies {@code count} elements from {@code index} on into {@code target}. */
    public abstract void get(int index, float[] target, int offset, int count);

    /** Overwrites {@code count} elements from {@code index} on. */
    public abstract void put(int index, float[] source, int offset, int count);

    /** Copies the raw bits of {@code count} elements from {@code index} on to the start of {@code target}. */
    public abstract void getBits(int index, int[] target, int count);

    /** Overwrites the raw bits of {@code count} elements from {@code index} on. */
    public abstract void putBits(int index, int[] source, int count);

    /** Copies {@code count} elements of another array, starting at {@code from}, to {@code index}. */
    public abstract void put(int index, NativeFloats source, int from, int count);

    /** Sets {@code count} elements from {@code index} on to zero. */
    public final void zero(int index, int count) {
        fill(index, count, 0);
    }

    /** Sets {@code count} elements from {@code index} on to one value. */
    public final void fill(int index, int count, float value) {
        float[] values = new float[Math.min(count, 4096)];
        Arrays.fill(values, value);
        for (int written = 0; written < count; written += values.length) {
            put(index + written, values, 0, Math.min(values.length, count - written));
        }
    }
}
