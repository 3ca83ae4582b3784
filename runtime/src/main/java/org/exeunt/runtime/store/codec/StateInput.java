package org.exeunt.runtime.store.codec;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a state. No count is believed that the bytes left could not hold, so that memory stays in proportion to the file.
 */
public final class StateInput {
    private final DataInputStream in;
    private final long length;
    private final Position position;

    /** How many bytes were read. */
    public interface Position {
        long get();
    }

    /**
     * Makes an input.
     *
     * @param length of all bytes there are
     * @param position of the next byte
     */
    public StateInput(DataInputStream in, long length, Position position) {
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

    /** Reads the tag of a value, which has to be of a kind. */
    void expect(byte tag) throws IOException {
        int found = in.readUnsignedByte();
        if (found != tag) {
            throw new CorruptFileException("byte %d is 0x%02x where a value of kind '%c' begins"
                    .formatted(position.get() - 1, found, (char) tag));
        }
    }

    /** Reads a number of things that take at least so many bytes each. */
    int count(long bytesEach) throws IOException {
        int count = in.readInt();
        if (count < 0 || count * bytesEach > length - position.get()) {
            throw new CorruptFileException("%d values are stated at byte %d, of which %d are left"
                    .formatted(count, position.get() - Integer.BYTES, length - position.get()));
        }
        return count;
    }

    /** Requires that so many values of some bytes each are left. */
    void require(long values, int bytesEach, String what) throws IOException {
        if (values * bytesEach > length - position.get()) {
            throw new CorruptFileException(
                    "%d %s at byte %d are more than the file holds".formatted(values, what, position.get()));
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

    /** Returns the place of the number read last, for messages. */
    long placeOfLastInt() {
        return position.get() - Integer.BYTES;
    }

    /** Requires that nothing follows. */
    void requireEnd() throws IOException {
        if (position.get() != length) {
            throw new EOFException("%d bytes follow the end".formatted(length - position.get()));
        }
    }
}
