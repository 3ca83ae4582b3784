package org.exeunt.runtime.store.state;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.runtime.store.files.OwnFiles;

/**
 * A file of slots of bytes or of parameters. It grows at its end, reuses freed slots, preserves every bit, and is
 * deleted when it is closed or the process ends. The file is created when the first value is written. Only reading is
 * thread-safe.
 */
final class SlotFile implements AutoCloseable {
    private static final ErrorCode INTERRUPTED = ErrorCategory.RESOURCE.code(23);
    private static final ErrorCode NO_ROOM = ErrorCategory.RESOURCE.code(24);

    /** Number of bytes that are transferred at a time. */
    private static final int CHUNK = 1 << 18;

    /**
     * A range of the file, in bytes.
     *
     * @param size capacity; the first bytes are used
     */
    record Slot(long start, long size) {}

    private final String where;
    private final OwnFiles.Query<FileChannel> opening;
    private final TreeSet<Slot> freed =
            new TreeSet<>(Comparator.comparingLong(Slot::size).thenComparingLong(Slot::start));
    private FileChannel channel;
    private long end;

    /**
     * Creates a file with a given channel.
     *
     * @param where location of the file, for messages
     * @param opening opens the channel when it is needed
     */
    SlotFile(String where, OwnFiles.Query<FileChannel> opening) {
        this.where = where;
        this.opening = opening;
    }

    /** Returns a new file in a directory. */
    static SlotFile in(Path directory) {
        return new SlotFile(directory.toString(), () -> {
            Path file = Files.createTempFile(directory, ".client-states-", ".tmp");
            return OwnFiles.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        });
    }

    /** Stores bytes in a new slot. */
    Slot store(byte[] content) {
        Slot slot = reserve(content.length);
        for (int from = 0; from < content.length; from += CHUNK) {
            write(ByteBuffer.wrap(content, from, Math.min(CHUNK, content.length - from)), slot.start() + from);
        }
        return slot;
    }

    /** Stores the values of a parameter set in a new slot. */
    Slot store(ParameterSet set) {
        Slot slot = reserve((long) Float.BYTES * set.size());
        float[] values = new float[Math.min(CHUNK / Float.BYTES, set.size())];
        for (int from = 0; from < set.size(); from += values.length) {
            int count = Math.min(values.length, set.size() - from);
            set.read(from, values, count);
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count);
            floats(bytes).put(values, 0, count);
            write(bytes, slot.start() + (long) Float.BYTES * from);
        }
        return slot;
    }

    /** Returns the bytes of a slot. */
    byte[] read(Slot slot) {
        byte[] content = new byte[Math.toIntExact(slot.size())];
        for (int from = 0; from < content.length; from += CHUNK) {
            read(ByteBuffer.wrap(content, from, Math.min(CHUNK, content.length - from)), slot.start() + from);
        }
        return content;
    }

    /** Reads parameters from a slot, starting at {@code from}, to {@code target} starting at {@code offset}. */
    void read(Slot slot, int from, float[] target, int offset, int count) {
        Objects.checkFromIndexSize(from, count, slot.size() / Float.BYTES);
        for (int done = 0; done < count; ) {
            int some = Math.min(CHUNK / Float.BYTES, count - done);
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * some);
            read(bytes, slot.start() + (long) Float.BYTES * (from + done));
            floats(bytes.flip()).get(target, offset + done, some);
            done += some;
        }
    }

    /** Frees a slot; its content is lost. */
    void free(Slot slot) {
        freed.add(slot);
    }

    /** Returns the length of the file in bytes. */
    long length() {
        return end;
    }

    /** Returns the smallest freed slot with enough room, or a new one. */
    Slot reserve(long size) {
        Slot slot = freed.ceiling(new Slot(0, size));
        if (slot == null) {
            slot = new Slot(end, size);
            end += size;
        }
        freed.remove(slot);
        return slot;
    }

    private static FloatBuffer floats(ByteBuffer bytes) {
        return bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private void write(ByteBuffer bytes, long position) {
        try {
            if (channel == null) {
                channel = opening.run();
            }
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
        } catch (IOException e) {
            throw failure("written", e);
        }
    }

    private void read(ByteBuffer bytes, long position) {
        try {
            while (bytes.hasRemaining()) {
                int read = channel.read(bytes, position);
                if (read < 0) {
                    throw new EOFException();
                }
                position += read;
            }
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    private ExeuntException failure(String what, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            return new ExeuntException(
                    INTERRUPTED, "The run was interrupted while client states were read or written.", cause);
        }
        return new ExeuntException(
                NO_ROOM,
                ("The file for client states in %s cannot be %s: %s. Its size is %,d MiB. Free space there, run"
                                + " elsewhere (--runs-dir), or give the process more memory and set"
                                + " client-state-storage to memory.")
                        .formatted(where, what, IoMessages.of(cause), end >> 20),
                cause);
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw failure("closed", e);
            }
        }
    }
}
