package org.exeunt.datasets.mnist;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;
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
    private static final int UNSIGNED_BYTES = 0x08;
    /** Largest compression ratio; the official files have less than 5, and fewer than {@link #ALWAYS_ALLOWED} bytes. */
    private static final int MAX_RATIO = 20;

    private static final int ALWAYS_ALLOWED = 64 << 20;
    private static final int NEVER_ALLOWED = 1 << 30;

    /**
     * Reads a file, or its gzip-compressed form if the file does not exist.
     *
     * @param element lengths of the axes after the first
     */
    static IdxFile read(DataFolder folder, String name, Integer... element) {
        String packed = name + ".gz";
        if (!folder.has(name) && !folder.has(packed)) {
            throw folder.missing(name, "neither it nor %s exists".formatted(packed));
        }
        DataFile file = folder.read(folder.has(name) ? name : packed);
        try (InputStream content = open(file, !folder.has(name))) {
            return new Parser(file, content, List.of(element)).parse();
        } catch (IOException failure) {
            throw DataFile.unreadable(file.path(), failure);
        }
    }

    private static InputStream open(DataFile file, boolean packed) throws IOException {
        InputStream bytes = new ByteArrayInputStream(file.content());
        return packed ? new GZIPInputStream(bytes) : bytes;
    }

    /** Parses the decompressed bytes; never more than the header declares. */
    private record Parser(DataFile file, InputStream content, List<Integer> element) {
        IdxFile parse() throws IOException {
            int axes = 1 + element.size();
            int magic = UNSIGNED_BYTES << 8 | axes;
            int headerLength = 4 + 4 * axes;
            byte[] header = content.readNBytes(headerLength);
            ByteBuffer numbers = ByteBuffer.wrap(Arrays.copyOf(header, headerLength));
            if (header.length < 4 || numbers.getInt(0) != magic) {
                throw wrong(
                        DataErrors.FOREIGN,
                        "magic number 0x%08x at offset 0 (%d bytes read)".formatted(numbers.getInt(0), header.length),
                        "0x%08x, unsigned bytes with %d axes".formatted(magic, axes));
            }
            if (header.length < headerLength) {
                throw wrong(
                        DataErrors.TRUNCATED,
                        "ends at offset " + header.length + " within the header",
                        "a header of " + headerLength + " bytes");
            }
            int count = numbers.getInt(4);
            for (int axis = 0; axis < element.size(); axis++) {
                int offset = 8 + 4 * axis;
                if (numbers.getInt(offset) != element.get(axis)) {
                    throw wrong(
                            DataErrors.FOREIGN,
                            "length %d of axis %d at offset %d".formatted(numbers.getInt(offset), axis + 2, offset),
                            String.valueOf(element.get(axis)));
                }
            }
            int elementSize = element.stream().reduce(1, Math::multiplyExact);
            if (count < 1 || count > Integer.MAX_VALUE / elementSize) {
                throw wrong(
                        DataErrors.FOREIGN,
                        "%d elements at offset 4".formatted(count),
                        "1 to %d".formatted(Integer.MAX_VALUE / elementSize));
            }
            long allowed = Math.min(NEVER_ALLOWED, Math.max(ALWAYS_ALLOWED, (long) MAX_RATIO * file.content().length));
            if ((long) count * elementSize > allowed) {
                throw wrong(
                        DataErrors.FOREIGN,
                        "%d elements of %d bytes at offset 4".formatted(count, elementSize),
                        "at most %d bytes in total, %d times the size of the file".formatted(allowed, MAX_RATIO));
            }
            return new IdxFile(file, count, values(headerLength, count, elementSize));
        }

        private byte[] values(int start, int count, int elementSize) throws IOException {
            byte[] values = content.readNBytes(count * elementSize);
            int more = content.readNBytes(1).length;
            if (values.length < count * elementSize || more > 0) {
                throw wrong(
                        DataErrors.TRUNCATED,
                        more > 0
                                ? "more bytes from offset %d".formatted(start + values.length)
                                : "ends at offset %d".formatted(start + values.length),
                        "%d bytes: a header of %d and %d elements of %d"
                                .formatted(start + (long) count * elementSize, start, count, elementSize));
            }
            return values;
        }

        private ExeuntException wrong(ErrorCode code, String found, String expected) {
            return new ExeuntException(
                    code,
                    ("%s (offsets in decompressed bytes): %s; expected %s. The file is damaged or has another "
                                    + "format; download it again.")
                            .formatted(file.path(), found, expected));
        }
    }
}
