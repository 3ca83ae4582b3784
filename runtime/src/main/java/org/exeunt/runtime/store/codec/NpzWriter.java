package org.exeunt.runtime.store.codec;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes NumPy arrays to an uncompressed {@code .npz} archive, a zip file with one {@code .npy} entry per array, which
 * {@code numpy.load} reads without pickles. Equal arrays have equal bytes.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
public final class NpzWriter implements AutoCloseable {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

    private final ZipOutputStream zip;
    private final DataOutputStream entry;

    /**
     * Starts an archive.
     *
     * @param out receives the archive; not closed
     */
    public NpzWriter(OutputStream out) {
        this.zip = new ZipOutputStream(out);
        this.entry = new DataOutputStream(new BufferedOutputStream(zip));
        zip.setLevel(Deflater.NO_COMPRESSION);
    }

    /** Writes an array of int32 values with one axis. */
    public void integers(String name, int[] values) throws IOException {
        start(name, "<i4", List.of(values.length));
        for (int value : values) {
            entry.writeInt(Integer.reverseBytes(value));
        }
        end();
    }

    /** Writes an array of texts with one axis. */
    public void texts(String name, List<String> values) throws IOException {
        int longest = Math.max(
                1,
                values.stream()
                        .mapToInt(text -> text.codePointCount(0, text.length()))
                        .max()
                        .orElse(1));
        start(name, "<U" + longest, List.of(values.size()));
        for (String value : values) {
            int[] points = value.codePoints().toArray();
            for (int i = 0; i < longest; i++) {
                entry.writeInt(i < points.length ? Integer.reverseBytes(points[i]) : 0);
            }
        }
        end();
    }

    /** Starts an array of float64 values, which {@link #add} and {@link #end} complete. */
    public void startDoubles(String name, List<Integer> shape) throws IOException {
        start(name, "<f8", shape);
    }

    /** Adds a value of the array that was started. */
    public void add(double value) throws IOException {
        entry.writeLong(Long.reverseBytes(Double.doubleToRawLongBits(value)));
    }

    /** Completes the array that was started. */
    public void end() throws IOException {
        entry.flush();
        zip.closeEntry();
    }

    private void start(String name, String type, List<Integer> shape) throws IOException {
        ZipEntry next = new ZipEntry(name + ".npy");
        next.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0)); // fixed, so that equal arrays have equal bytes
        zip.putNextEntry(next);
        String header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
                .formatted(type, shape.stream().map(length -> length + ",").collect(Collectors.joining(" ")));
        int before = MAGIC.length + Short.BYTES;
        int length = (before + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
        entry.write(MAGIC);
        entry.writeShort(Short.reverseBytes((short) length));
        entry.writeBytes(header + " ".repeat(length - header.length() - 1) + "\n");
    }

    /** Completes the archive. */
    @Override
    public void close() throws IOException {
        zip.finish();
    }
}
