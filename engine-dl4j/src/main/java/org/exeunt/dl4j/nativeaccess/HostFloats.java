package org.exeunt.dl4j.nativeaccess;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Access to an array in host memory by its address. */
final class HostFloats extends NativeFloats {
    private final FloatBuffer floats;
    private final IntBuffer bits;
    private final long address;

    HostFloats(INDArray array) {
        super(array);
        // the buffer of a view has the address of the whole buffer
        this.address = array.data().address() + Float.BYTES * array.offset();
        ByteBuffer bytes = new Address(address, array.length()).asByteBuffer().order(ByteOrder.nativeOrder());
        this.floats = bytes.asFloatBuffer();
        this.bits = bytes.asIntBuffer();
        if (floats.capacity() < array.length()) {
            throw new IllegalArgumentException(
                    "an array of %d values exceeds 2 GiB; use a smaller network or batch".formatted(array.length()));
        }
    }

    /** Returns the address of the first element. */
    long address() {
        return address;
    }

    @Override
    public int length() {
        return floats.capacity();
    }

    @Override
    public void get(int index, float[] target, int offset, int count) {
        floats.get(index, target, offset, count);
    }

    @Override
    public void put(int index, float[] source, int offset, int count) {
        floats.put(index, source, offset, count);
    }

    @Override
    public void getBits(int index, int[] target, int count) {
        bits.get(index, target, 0, count);
    }

    @Override
    public void putBits(int index, int[] source, int count) {
        bits.put(index, source, 0, count);
    }

    @Override
    public void put(int index, NativeFloats source, int from, int count) {
        floats.put(index, ((HostFloats) source).floats, from, count);
    }

    /** A pointer to memory that it does not own. */
    static final class Address extends FloatPointer {
        Address(long address, long elements) {
            this.address = address;
            this.position = 0;
            this.limit = elements;
            this.capacity = elements;
        }
    }
}
