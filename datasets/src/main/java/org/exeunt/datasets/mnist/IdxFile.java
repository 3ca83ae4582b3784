package org.exeunt.datasets.mnist;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;

/**
 * A file of unsigned bytes in the idx format: two zero bytes, the type 0x08, the number of axes, the length of each
 * axis as a big-endian int32, then the values.
 *
 * @param file the file as stored, possibly gzip-compressed
 * @param count length of the first axis
 * @param values values of all elements, concatenated
 */
record IdxFile(DataFile file, int count, byte[] values) {
    private static final int UNSIGNED_BYTES = 0x0800;
    /** More than the 47 MB of the official training images. */
    private static final int MAX_BYTES = 128 << 20;

    /**
     * Reads a file, or its gzip-compressed form if the file does not exist.
     *
     * @param axes lengths of the axes after the first
     */
    static IdxFile read(DataFolder folder, String name, int... axes) {
        boolean packed = !folder.has(name) && folder.has(name + ".gz");
        DataFile file = folder.read(packed ? name + ".gz" : name);
        byte[] content = packed ? unpacked(file) : file.content();
        int size = Arrays.stream(axes).reduce(1, Math::multiplyExact);
        int header = 8 + 4 * axes.length;
        ByteBuffer numbers = ByteBuffer.wrap(Arrays.copyOf(content, header));
        int count = (content.length - header) / size;
        ByteBuffer expected = ByteBuffer.allocate(header)
                .putInt(UNSIGNED_BYTES | 1 + axes.length)
                .putInt(count);
        Arrays.stream(axes).forEach(expected::putInt);
        if (count < 1 || content.length != header + count * size || !numbers.equals(expected.flip())) {
            throw file.invalid(
                    "%d unpacked bytes with the header %s".formatted(content.length, hex(numbers)),
                    "the header %s, and as many bytes as it states".formatted(hex(expected)));
        }
        return new IdxFile(file, count, Arrays.copyOfRange(content, header, content.length));
    }

    private static String hex(ByteBuffer header) {
        return HexFormat.of().formatHex(header.array());
    }

    private static byte[] unpacked(DataFile file) {
        try (InputStream content = new GZIPInputStream(new ByteArrayInputStream(file.content()))) {
            return content.readNBytes(MAX_BYTES);
        } catch (IOException failure) {
            throw DataFile.unreadable(file.path(), failure);
        }
    }
}
