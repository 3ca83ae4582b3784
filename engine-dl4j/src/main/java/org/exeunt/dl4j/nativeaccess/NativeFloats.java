package org.exeunt.dl4j.nativeaccess;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Bulk access to the memory of a float array, element by element in row-major order.
 *
 * <p>A loop over a Java array that was filled by one bulk copy is vectorised by the compiler; a loop over the memory itself is not. So
 * kernels copy a tile in, work on it, and copy it out. Keeps the array reachable; for one thread.
 */
public final class NativeFloats {
    private final INDArray array;
    private final FloatBuffer floats;
    private final IntBuffer bits;
    private final long address;

    private NativeFloats(INDArray array) {
        this.array = array;
        // the address of a view's buffer is that of the whole buffer
        this.address = array.data().address() + Float.BYTES * array.offset();
        ByteBuffer bytes = new Address(address, array.length()).asByteBuffer().order(ByteOrder.nativeOrder());
        this.floats = bytes.asFloatBuffer();
        this.bits = bytes.asIntBuffer();
    }

    /**
     * Returns access to the memory of {@code array}, views included.
     *
     * @throws IllegalArgumentException if the array is not float32 or its elements do not lie densely in row-major order
     */
    public static NativeFloats of(INDArray array) {
        if (array.dataType() != DataType.FLOAT || !isDense(array)) {
            throw new IllegalArgumentException("array of type %s, shape %s, strides %s; expected dense row-major FLOAT"
                    .formatted(array.dataType(), Arrays.toString(array.shape()), Arrays.toString(array.stride())));
        }
        return new NativeFloats(array);
    }

    /** Returns the array itself if its elements lie densely in row-major order, else a copy for which they do. */
    public static INDArray dense(INDArray array) {
        if (isDense(array)) {
            return array;
        }
        return OutsideWorkspaces.create(() -> array.dup('c'));
    }

    private static boolean isDense(INDArray array) {
        long expected = 1;
        for (int axis = array.rank() - 1; axis >= 0; axis--) {
            if (array.size(axis) != 1 && array.stride(axis) != expected) {
                return false;
            }
            expected *= array.size(axis);
        }
        return true;
    }

    /** Returns the array whose memory this is. */
    public INDArray array() {
        return array;
    }

    /** Returns the number of elements. */
    public int length() {
        return floats.capacity();
    }

    /** Returns the address of the first element. */
    long address() {
        return address;
    }

    /** Copies {@code count} elements from {@code index} on into {@code target}. */
    public void get(int index, float[] target, int offset, int count) {
        floats.get(index, target, offset, count);
    }

    /** Overwrites {@code count} elements from {@code index} on. */
    public void put(int index, float[] source, int offset, int count) {
        floats.put(index, source, offset, count);
    }

    /** Copies the raw bits of {@code count} elements from {@code index} on to the start of {@code target}. */
    public void getBits(int index, int[] target, int count) {
        bits.get(index, target, 0, count);
    }

    /** Overwrites the raw bits of {@code count} elements from {@code index} on. */
    public void putBits(int index, int[] source, int count) {
        bits.put(index, source, 0, count);
    }

    /** Copies {@code count} elements of another array. */
    public void put(int index, NativeFloats source, int from, int count) {
        floats.put(index, source.floats, from, count);
    }

    /** Sets {@code count} elements from {@code index} on to zero. */
    public void zero(int index, int count) {
        fill(index, count, 0);
    }

    /** Sets {@code count} elements from {@code index} on to one value. */
    public void fill(int index, int count, float value) {
        float[] values = new float[Math.min(count, 4096)];
        Arrays.fill(values, value);
        for (int done = 0; done < count; done += values.length) {
            floats.put(index + done, values, 0, Math.min(values.length, count - done));
        }
    }

    /** A pointer to memory that somebody else owns. */
    static final class Address extends FloatPointer {
        Address(long address, long elements) {
            this.address = address;
            this.position = 0;
            this.limit = elements;
            this.capacity = elements;
        }
    }
}
