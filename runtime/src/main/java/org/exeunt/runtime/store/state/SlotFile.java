package org.exeunt.runtime.store.state;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.runtime.store.files.OwnFiles;

/**
 * A file of slots. It grows at its end, reuses freed slots, preserves every bit, and is
 * deleted when it is closed or the process ends. The file is created when the first value is written. Only reading is
 * thread-safe.
 */
final class SlotFile implements AutoCloseable {

    /** Number of bytes that are transferred at a time, because each transfer takes as many of native memory. */
    private static final int CHUNK = 1 << 18;

    /**
     * A range of the file, in bytes.
     *
     * @param size capacity; the first bytes are used
     */
    record Slot(long start, long size) {}

    private final Path directory;
    private final OwnFiles.Query<FileChannel> opening;
    private final TreeSet<Slot> freed =
            new TreeSet<>(Comparator.comparingLong(Slot::size).thenComparingLong(Slot::start));
    private FileChannel channel;
    private long end;

    /**
     * Creates a file with a given channel.
     *
     * @param directory of the file, for messages
     * @param opening opens the channel when it is needed
     */
    SlotFile(Path directory, OwnFiles.Query<FileChannel> opening) {
        this.directory = directory;
        this.opening = opening;
    }

    /** Returns a new file in a directory. */
    static SlotFile in(Path directory) {
        return new SlotFile(directory, () -> {
            Path file = Files.createTempFile(directory, ".client-states-", ".tmp");
            return OwnFiles.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        });
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

    /** Writes the remaining bytes of a buffer to a slot. */
    void write(Slot slot, long offset, ByteBuffer bytes) {
        transfer("written", slot, offset, bytes, FileChannel::write);
    }

    /** Fills a buffer from a slot. */
    void read(Slot slot, long offset, ByteBuffer bytes) {
        transfer("read", slot, offset, bytes, FileChannel::read);
    }

    /** Frees a slot; its content is lost. */
    void free(Slot slot) {
        freed.add(slot);
    }

    /** Returns the length of the file in bytes. */
    long length() {
        return end;
    }

    private interface Transfer {
        int run(FileChannel channel, ByteBuffer bytes, long position) throws IOException;
    }

    private void transfer(String done, Slot slot, long offset, ByteBuffer bytes, Transfer transfer) {
        Objects.checkFromIndexSize(offset, bytes.remaining(), slot.size());
        long origin = slot.start() + offset - bytes.position();
        int limit = bytes.limit();
        try {
            if (channel == null) {
                channel = opening.run();
            }
            while (bytes.position() < limit) {
                bytes.limit(Math.min(limit, bytes.position() + CHUNK));
                if (transfer.run(channel, bytes, origin + bytes.position()) < 0) {
                    throw new EOFException();
                }
            }
        } catch (IOException e) {
            throw failure(done, e);
        }
    }

    private ExeuntException failure(String done, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            return new ExeuntException(
                    Errors.RESOURCE_23, "The run was interrupted while client states were read or written.", cause);
        }
        return new ExeuntException(
                Errors.RESOURCE_24,
                ("The file for client states in %s cannot be %s: %s. Its size is %,d MiB. Free space there, run"
                                + " elsewhere (--runs-dir), or give the process more memory and set"
                                + " client-state-storage to memory.")
                        .formatted(directory, done, IoMessages.of(cause), end >> 20),
                cause);
    }

    @Override
    public void close() {
        if (channel != null) {
            OwnFiles.attempt(directory, channel::close);
        }
    }
}
