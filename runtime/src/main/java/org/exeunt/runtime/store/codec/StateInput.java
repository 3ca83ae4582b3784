package org.exeunt.runtime.store.codec;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * Reads the bytes of a state. Rejects counts that exceed the remaining bytes, so that memory stays proportional to the
 * size of the file.
 */
public final class StateInput {
    private final DataInputStream in;
    private final long length;
    private final LongSupplier position;

    /**
     * Creates an input.
     *
     * @param length total number of bytes
     * @param position returns the number of bytes read
     */
    public StateInput(DataInputStream in, long length, LongSupplier position) {
        this.in = in;
        this.length = length;
        this.position = position;
    }

    int readInt() throws IOException {
        return in.readInt();
    }

    long readLong() throws IOException {
        return in.readLong();
    }

    float readFloat() throws IOException {
        return in.readFloat();
    }

    double readDouble() throws IOException {
        return in.readDouble();
    }

    boolean readBoolean() throws IOException {
        return in.readBoolean();
    }

    /** Reads the tag of a value, which must be the given one. */
    void expect(byte tag) throws IOException {
        int found = in.readUnsignedByte();
        if (found != tag) {
            throw new CorruptFileException("byte %d is 0x%02x; expected the start of a value of kind '%c'"
                    .formatted(position.getAsLong() - 1, found, (char) tag));
        }
    }

    /** Reads a count of elements that take at least so many bytes each. */
    int count(long bytesEach) throws IOException {
        int count = in.readInt();
        if (count < 0 || count * bytesEach > length - position.getAsLong()) {
            throw new CorruptFileException("the count at byte %2$d is %1$d, but only %3$d bytes remain"
                    .formatted(count, position.getAsLong() - Integer.BYTES, length - position.getAsLong()));
        }
        return count;
    }

    /** Checks that so many values of some bytes each remain. */
    void require(long values, int bytesEach, String what) throws IOException {
        if (values * bytesEach > length - position.getAsLong()) {
            throw new CorruptFileException(
                    "%d %s at byte %d exceed the size of the file".formatted(values, what, position.getAsLong()));
        }
    }

    String text() throws IOException {
        byte[] bytes = new byte[count(1)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void floats(float[] target, int count) throws IOException {
        byte[] bytes = new byte[count * Float.BYTES];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(target, 0, count);
    }

    /** Returns the position of the integer read last, for messages. */
    long positionOfLastInt() {
        return position.getAsLong() - Integer.BYTES;
    }

    /** Checks that no bytes remain. */
    void requireEnd() throws IOException {
        if (position.getAsLong() != length) {
            throw new EOFException("%d bytes follow the last value".formatted(length - position.getAsLong()));
        }
    }
}
