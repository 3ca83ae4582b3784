package org.exeunt.datasets.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A NumPy array in memory, as rows along its first axis.
 *
 * @param header header of the file
 * @param rows elements of each row in row-major order, as stored
 */
record NpyArray(NpyHeader header, byte[][] rows) {
    private static final int CHUNK = 1 << 16;

    /**
     * Reads the elements after the header.
     *
     * @param rowBytes bytes of a row
     * @throws IOException if the file ends too early
     */
    static NpyArray read(NpyHeader header, int rowBytes, InputStream in) throws IOException {
        byte[][] rows = new byte[header.rows()][];
        if (!header.fortran()) {
            for (int i = 0; i < rows.length; i++) {
                rows[i] = in.readNBytes(rowBytes);
                requireAll(rows[i].length, rowBytes);
            }
            return new NpyArray(header, rows);
        }
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new byte[rowBytes];
        }
        int size = header.type().size();
        if (rowBytes > 0 && rows.length > 0) {
            int[] positions = rowMajorPositions(header.rowShape(), rowBytes / size);
            for (int position : positions) {
                for (int from = 0; from < rows.length; from += CHUNK) {
                    int count = Math.min(CHUNK, rows.length - from);
                    byte[] column = in.readNBytes(count * size);
                    requireAll(column.length, count * size);
                    for (int i = 0; i < count; i++) {
                        System.arraycopy(column, i * size, rows[from + i], position * size, size);
                    }
                }
            }
        }
        return new NpyArray(header, rows);
    }

    /** Returns the position in row-major order of each element in the order in which the first axis varies fastest. */
    private static int[] rowMajorPositions(List<Integer> shape, int count) {
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            int rest = i;
            int stride = count;
            for (int length : shape) {
                stride /= length;
                positions[i] += rest % length * stride;
                rest /= length;
            }
        }
        return positions;
    }

    private static void requireAll(int found, int expected) throws IOException {
        if (found < expected) {
            throw new IOException("ends too early; it changed while it was read");
        }
    }

    /** Returns a row in its byte order. */
    ByteBuffer row(int index) {
        return ByteBuffer.wrap(rows[index]).order(header.type().order());
    }
}
