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
import org.exeunt.api.data.OwnFiles;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * One file of slots of floats. It grows at its end, gives slots that were freed to whatever fits, keeps every bit, and is gone when it is closed
 * or the process ends, however that ends. There is no file before the first value is written. For one thread.
 */
final class SlotFile implements AutoCloseable {
    private static final ErrorCode INTERRUPTED = ErrorCategory.RESOURCE.code(23);
    private static final ErrorCode NO_ROOM = ErrorCategory.RESOURCE.code(24);

    /** Values that pass through memory at a time. */
    private static final int PIECE = 1 << 16;

    /**
     * A stretch of the file.
     *
     * @param start of it, in bytes
     * @param size that it has room for, in values
     */
    record Slot(long start, long size) {}

    /** What opens the file, once it is needed. */
    @FunctionalInterface
    interface Opening {
        FileChannel open() throws IOException;
    }

    private final String where;
    private final Opening opening;
    private final TreeMap<Long, Deque<Slot>> freed = new TreeMap<>();
    private FileChannel channel;
    private ByteBuffer bytes;
    private float[] piece;
    private long end;

    private SlotFile(String where, Opening opening) {
        this.where = where;
        this.opening = opening;
    }

    /** Returns a file of its own in a directory. */
    static SlotFile in(Path directory) {
        return new SlotFile(directory.toString(), () -> {
            Path file = Files.createTempFile(directory, ".client-states-", ".tmp");
            return OwnFiles.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        });
    }

    /**
     * Returns a file of another kind.
     *
     * @param where it is, for messages
     */
    static SlotFile of(String where, Opening opening) {
        return new SlotFile(where, opening);
    }

    /** Returns the smallest freed slot with room for {@code size} values, or a new one. */
    Slot reserve(long size) {
        Map.Entry<Long, Deque<Slot>> fitting = freed.ceilingEntry(size);
        if (fitting == null) {
            Slot slot = new Slot(end, size);
            end += Float.BYTES * size;
            return slot;
        }
        Slot slot = fitting.getValue().pop();
        if (fitting.getValue().isEmpty()) {
            freed.remove(fitting.getKey());
        }
        return slot;
    }

    /** Gives a slot back; what it holds is lost. */
    void free(Slot slot) {
        freed.computeIfAbsent(slot.size(), size -> new ArrayDeque<>()).push(slot);
    }

    /** Returns how long the file is or is going to be, in bytes. */
    long length() {
        return end;
    }

    /** Writes the values of a parameter set to a slot, the first one at {@code place}. */
    void write(Slot slot, long place, ParameterSet set) {
        open();
        for (int from = 0; from < set.size(); from += PIECE) {
            int count = Math.min(PIECE, set.size() - from);
            set.read(from, piece, count);
            write(slot, place + from, piece, 0, count);
        }
    }

    /** Writes values to a slot, the first one at {@code place}. */
    void write(Slot slot, long place, float[] values) {
        open();
        for (int from = 0; from < values.length; from += PIECE) {
            write(slot, place + from, values, from, Math.min(PIECE, values.length - from));
        }
    }

    private void write(Slot slot, long place, float[] values, int offset, int count) {
        long position = position(slot, place, count);
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

    /** Returns the values of blocks from a slot, the first one at {@code place}. */
    ParameterSet read(Slot slot, long place, BlockSet blocks) {
        open();
        ParameterSet.Builder builder = ParameterSet.builder(blocks);
        for (int from = 0; from < blocks.size(); from += PIECE) {
            int count = Math.min(PIECE, blocks.size() - from);
            read(slot, place + from, piece, 0, count);
            builder.add(piece, count);
        }
        return builder.build();
    }

    /** Reads values from a slot, the first one at {@code place}, to {@code target} from {@code offset} on. */
    void read(Slot slot, long place, float[] target, int offset, int count) {
        open();
        for (int done = 0; done < count; done += PIECE) {
            readPiece(slot, place + done, target, offset + done, Math.min(PIECE, count - done));
        }
    }

    private void readPiece(Slot slot, long place, float[] target, int offset, int count) {
        long position = position(slot, place, count);
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

    private static long position(Slot slot, long place, int count) {
        if (place < 0 || place + count > slot.size()) {
            throw new IndexOutOfBoundsException("%d values at %d of a slot of %d".formatted(count, place, slot.size()));
        }
        return slot.start() + Float.BYTES * place;
    }

    private void open() {
        if (channel == null) {
            try {
                channel = opening.open();
            } catch (IOException e) {
                throw failure("cannot be made", e);
            }
            bytes = ByteBuffer.allocateDirect(Float.BYTES * PIECE).order(ByteOrder.nativeOrder());
            piece = new float[PIECE];
        }
    }

    private ExeuntException failure(String what, IOException cause) {
        if (cause instanceof ClosedByInterruptException) {
            return new ExeuntException(
                    INTERRUPTED, "The run was interrupted while states of clients were moved.", cause);
        }
        return new ExeuntException(
                NO_ROOM,
                ("The file for the states of clients in %s %s: %s. It has got to %,d MiB. Free space there, run elsewhere (--runs-dir), or give the"
                                + " process more memory and set client-state-storage to memory.")
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
