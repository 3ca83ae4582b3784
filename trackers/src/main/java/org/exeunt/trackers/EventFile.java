package org.exeunt.trackers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.DoubleFunction;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * A TensorFlow event file: records of a length (uint64), the length's checksum, an event, the event's checksum, all
 * little-endian; checksums are CRC-32C, rotated and offset. Each event is written at once, so that a killed run loses
 * at most its last event.
 */
final class EventFile implements AutoCloseable {
    private static final int MASK_DELTA = 0xa282ead8;

    private final Path path;
    private final OutputStream out;
    private final LongSupplier milliseconds;

    private EventFile(Path path, OutputStream out, LongSupplier milliseconds) {
        this.path = path;
        this.out = out;
        this.milliseconds = milliseconds;
        add(Event::version);
    }

    /**
     * Creates a new file in a folder.
     *
     * @throws ExeuntException of category RESOURCE if it cannot be written
     */
    static EventFile create(Path folder, LongSupplier milliseconds) {
        try {
            if (Files.isSymbolicLink(folder)) {
                throw new IOException("it is a symbolic link; nothing was written through it");
            }
            for (int number = 0; ; number++) {
                String name = "events.out.tfevents.%010d.exeunt.%d".formatted(milliseconds.getAsLong() / 1000, number);
                Path path = folder.resolve(name);
                try {
                    return new EventFile(
                            path, Files.newOutputStream(path, StandardOpenOption.CREATE_NEW), milliseconds);
                } catch (FileAlreadyExistsException e) {
                    // created by another run in the same second
                }
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
    }

    /** Appends an event, made for the time in seconds. */
    void add(DoubleFunction<byte[]> content) {
        byte[] event = content.apply(milliseconds.getAsLong() / 1e3);
        byte[] length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(event.length)
                .array();
        ByteBuffer whole = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + event.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(length)
                .putInt(masked(length))
                .put(event)
                .putInt(masked(event));
        try {
            out.write(whole.array());
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    static int masked(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return Integer.rotateRight((int) sum.getValue(), 15) + MASK_DELTA;
    }

    static ExeuntException unwritable(Path path, IOException cause) {
        return new ExeuntException(
                Errors.RESOURCE_25,
                ("Event file %s cannot be written: %s. Check free disk space and permissions, or set 'dir' of the "
                                + "tracker to another folder.")
                        .formatted(path, IoMessages.of(cause)),
                cause);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }
}
