package org.exeunt.runtime.store.codec;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the bytes of a state. Rejects counts that exceed the remaining bytes, so that memory stays proportional to the
 * size of the file.
 */
public final class StateInput extends DataInputStream {
    private final Counted counted;

    /**
     * Creates an input.
     *
     * @param length number of bytes, after which the input ends
     */
    public StateInput(InputStream in, long length) {
        this(new Counted(in, length));
    }

    private StateInput(Counted counted) {
        super(counted);
        this.counted = counted;
    }

    /** Reads the tag of a value, which must be the given one. */
    void expect(char tag) throws IOException {
        int found = readUnsignedByte();
        if (found != tag) {
            throw new CorruptFileException("byte %d is 0x%02x; expected the start of a value of kind '%c'"
                    .formatted(counted.position - 1, found, tag));
        }
    }

    /** Reads a count of elements that take at least so many bytes each. */
    int count(int bytesEach) throws IOException {
        int count = readInt();
        require(count, bytesEach);
        return count;
    }

    /** Checks that so many values of some bytes each remain. */
    void require(long values, int bytesEach) throws IOException {
        long remaining = counted.length - counted.position;
        if (values < 0 || values * bytesEach > remaining) {
            throw new CorruptFileException("%d values should follow byte %d, but only %d bytes remain"
                    .formatted(values, counted.position, remaining));
        }
    }

    String text() throws IOException {
        byte[] bytes = new byte[count(1)];
        readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void floats(float[] target, int count) throws IOException {
        byte[] bytes = new byte[count * Float.BYTES];
        readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(target, 0, count);
    }

    /** Checks that no bytes remain. */
    public void requireEnd() throws IOException {
        if (counted.position != counted.length) {
            throw new EOFException("%d bytes follow the last value".formatted(counted.length - counted.position));
        }
    }

    /** Counts the bytes read, and ends after a number of bytes. */
    private static final class Counted extends FilterInputStream {
        private final long length;
        private long position;

        Counted(InputStream in, long length) {
            super(in);
            this.length = length;
        }

        @Override
        public int read() throws IOException {
            int value = position == length ? -1 : super.read();
            position += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (position == length && count > 0) {
                return -1;
            }
            int read = super.read(target, offset, (int) Math.min(count, length - position));
            position += Math.max(0, read);
            return read;
        }
    }
}
