package org.exeunt.datasets.arrays;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes {@code .npy} files as NumPy does. */
public final class Npy {
    private Npy() {}

    /** Returns a file of version 1 in row-major order. */
    public static byte[] of(String descr, String shape, byte[] elements) {
        return of(1, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, shape), elements);
    }

    /** Returns a file with a header that is padded to a multiple of 64 bytes. */
    public static byte[] of(int version, String header, byte[] elements) {
        int start = version == 1 ? 10 : 12;
        int length = (start + header.length() + 1 + 63) / 64 * 64 - start;
        ByteBuffer file = ByteBuffer.allocate(start + length + elements.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) version)
                .put((byte) 0);
        if (version == 1) {
            file.putShort((short) length);
        } else {
            file.putInt(length);
        }
        file.put((header + " ".repeat(length - header.length() - 1) + "\n").getBytes(StandardCharsets.UTF_8));
        return file.put(elements).array();
    }

    /** Returns little-endian 32-bit floating-point numbers. */
    public static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    /** Returns words of up to {@code length} characters, of the type {@code <U} and their length. */
    public static byte[] words(int length, String... words) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * length * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < words.length; i++) {
            int[] characters = words[i].codePoints().toArray();
            for (int k = 0; k < characters.length; k++) {
                bytes.putInt(4 * (i * length + k), characters[k]);
            }
        }
        return bytes.array();
    }
}
