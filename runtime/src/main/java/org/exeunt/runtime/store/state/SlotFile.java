package org.exeunt.runtime.store.state;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.runtime.store.files.OwnFiles;

/**
 * A file of slots of floats. It grows at its end, reuses freed slots, preserves every bit, and is deleted when it is
 * closed or the process ends. The file is created when the first value is written. Sets that were read from it promise
 * thread safety, so that transfers are synchronised.
 */
final class SlotFile implements AutoCloseable {
    private static final ErrorCode INTERRUPTED = ErrorCategory.RESOURCE.code(23);
    private static final ErrorCode NO_ROOM = ErrorCategory.RESOURCE.code(24);

    /** Number of values that are transferred at a time. */
    private static final int CHUNK = 1 << 16;

    /**
     * A range of the file.
     *
     * @param start in bytes
     * @param size capacity, in values
     */
    record Slot(long start, long size) {}

    /** Opens the file when it is needed. */
    @FunctionalInterface
    interface ChannelFactory {
        FileChannel open() throws IOException;
    }

    private final String where;
    private final ChannelFactory channelFactory;
    private final TreeMap<Long, Deque<Slot>> freed = new TreeMap<>();
    private FileChannel channel;
    private ByteBuffer bytes;
    private float[] chunk;
    private long end;

    private SlotFile(String where, ChannelFactory channelFactory) {
        this.where = where;
        this.channelFactory = channelFactory;
    }

    /** Returns a new file in a directory. */
    static SlotFile in(Path directory) {
        return new SlotFile(directory.toString(), () -> {
            Path file = Files.createTempFile(directory, ".client-states-", ".tmp");
            return OwnFiles.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        });
    }

    /**
     * Returns a file with another channel.
     *
     * @param where location of the file, for messages
     */
    static SlotFile of(String where, ChannelFactory channelFactory) {
        return new SlotFile(where, channelFactory);
    }

    /** Reserves the smallest freed slot with room for {@code size} values, or a new one. */
    Slot reserve(long size) {
        Map.Entry<Long, Deque<Slot>> match = freed.ceilingEntry(size);
        if (match == null) {
            Slot slot = new Slot(end, size);
            end += Float.BYTES * size;
            return slot;
        }
        Slot slot = match.getValue().pop();
        if (match.getValue().isEmpty()) {
            freed.remove(match.getKey());
        }
        return slot;
    }

    /** Frees a slot; its values are lost. */
    void free(Slot slot) {
        freed.computeIfAbsent(slot.size(), size -> new ArrayDeque<>()).push(slot);
    }

    /** Returns the length of the file in bytes, including slots that are not written yet. */
    long length() {
        return end;
    }

    /** Writes the values of a parameter set to a slot, starting at {@code offsetInSlot}. */
    synchronized void write(Slot slot, long offsetInSlot, ParameterSet set) {
        open();
        for (int from = 0; from < set.size(); from += CHUNK) {
            int count = Math.min(CHUNK, set.size() - from);
            set.read(from, chunk, count);
            write(slot, offsetInSlot + from, chunk, 0, count);
        }
    }

    /** Writes values to a slot, starting at {@code offsetInSlot}. */
    synchronized void write(Slot slot, long offsetInSlot, float[] values) {
        open();
        for (int from = 0; from < values.length; from += CHUNK) {
            write(slot, offsetInSlot + from, values, from, Math.min(CHUNK, values.length - from));
        }
    }

    private void write(Slot slot, long offsetInSlot, float[] values, int offset, int count) {
        long position = position(slot, offsetInSlot, count);
        bytes.clear().limit(Float.BYTES * count);
        bytes.asFloatBuffer().put(values, offset, count);
        try {
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
        } catch (IOException e) {
            throw failure("cannot be written", e);
        }
    }

    /** Returns the values of blocks from a slot, starting at {@code offsetInSlot}. */
    synchronized ParameterSet read(Slot slot, long offsetInSlot, BlockSet blocks) {
        open();
        ParameterSet.Builder builder = ParameterSet.builder(blocks);
        for (int from = 0; from < blocks.size(); from += CHUNK) {
            int count = Math.min(CHUNK, blocks.size() - from);
            read(slot, offsetInSlot + from, chunk, 0, count);
            builder.add(chunk, count);
        }
        return builder.build();
    }

    /** Reads values from a slot, starting at {@code offsetInSlot}, to {@code target} starting at {@code offset}. */
    synchronized void read(Slot slot, long offsetInSlot, float[] target, int offset, int count) {
        open();
        for (int done = 0; done < count; done += CHUNK) {
            readChunk(slot, offsetInSlot + done, target, offset + done, Math.min(CHUNK, count - done));
        }
    }

    private void readChunk(Slot slot, long offsetInSlot, float[] target, int offset, int count) {
        long position = position(slot, offsetInSlot, count);
        bytes.clear().limit(Float.BYTES * count);
        try {
            while (bytes.hasRemaining()) {
                int read = channel.read(bytes, position);
                if (read < 0) {
                    throw new EOFException("it ends at byte " + position);
                }
                position += read;
            }
        } catch (IOException e) {
            throw failure("cannot be read", e);
        }
        bytes.flip().asFloatBuffer().get(target, offset, count);
    }

    private static long position(Slot slot, long offsetInSlot, int count) {
        if (offsetInSlot < 0 || offsetInSlot + count > slot.size()) {
            throw new IndexOutOfBoundsException(
                    "%d values at %d of a slot of %d".formatted(count, offsetInSlot, slot.size()));
        }
        return slot.start() + Float.BYTES * offsetInSlot;
    }

    private void open() {
        if (channel == null) {
            try {
                channel = channelFactory.open();
            } catch (IOException e) {
                throw failure("cannot be created", e);
            }
            bytes = ByteBuffer.allocateDirect(Float.BYTES * CHUNK).order(ByteOrder.nativeOrder());
            chunk = new float[CHUNK];
        }
    }

    private ExeuntException failure(String what, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            return new ExeuntException(
                    INTERRUPTED, "The run was interrupted while client states were read or written.", cause);
        }
        return new ExeuntException(
                NO_ROOM,
                ("The file for client states in %s %s: %s. Its size is %,d MiB. Free space there, run elsewhere"
                                + " (--runs-dir), or give the process more memory and set client-state-storage to"
                                + " memory.")
                        .formatted(where, what, IoMessages.of(cause), end >> 20),
                cause);
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw failure("cannot be closed", e);
            }
        }
    }
}
