package org.exeunt.runtime.store.checkpoint;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.runtime.store.codec.CorruptFileException;
import org.exeunt.runtime.store.codec.StateInput;
import org.exeunt.runtime.store.codec.StateReader;
import org.exeunt.runtime.store.files.RecordErrors;
import org.exeunt.runtime.store.state.RunStates;

/** A checkpoint with a valid checksum. */
public final class Checkpoint {
    private static final int CHECKSUM_SIZE = Integer.BYTES;
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final CheckpointHeader header;

    private Checkpoint(Path file, CheckpointHeader header) {
        this.file = file;
        this.header = header;
    }

    /** Opens a checkpoint and verifies the checksum of the whole file. */
    static Checkpoint open(Path file) throws IOException {
        requireChecksum(file);
        try (Content content = new Content(file)) {
            return new Checkpoint(file, content.reader(set -> set).record(CheckpointHeader.class));
        }
    }

    private static void requireChecksum(Path file) throws IOException {
        long remaining = Files.size(file) - CHECKSUM_SIZE;
        if (remaining < Checkpoints.MAGIC.length + Integer.BYTES) {
            throw new CorruptFileException("it has %d bytes".formatted(remaining + CHECKSUM_SIZE));
        }
        CRC32C sum = new CRC32C();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(RegularFile.open(file), BUFFER))) {
            byte[] piece = new byte[BUFFER];
            while (remaining > 0) {
                int count = (int) Math.min(piece.length, remaining);
                in.readFully(piece, 0, count);
                sum.update(piece, 0, count);
                remaining -= count;
            }
            int expected = in.readInt();
            if ((int) sum.getValue() != expected) {
                throw new CorruptFileException(
                        "its checksum is %08x, expected %08x".formatted((int) sum.getValue(), expected));
            }
        }
    }

    /** Returns the path of the file. */
    public Path file() {
        return file;
    }

    /** Returns the progress of the run. */
    public CheckpointHeader header() {
        return header;
    }

    /**
     * Restores the states of clients, and returns the state of the server.
     *
     * @param example a state of the strategy, such as its initial one
     * @param states of the run, still empty
     * @throws ExeuntException of category DATA if the states do not belong to this strategy
     */
    public <S extends Record> S restore(S example, RunStates states) {
        try (Content content = new Content(file)) {
            StateReader reader = content.reader(states::storeClientSet);
            reader.record(CheckpointHeader.class);
            S server = reader.recordLike(example);
            while (reader.readBoolean()) {
                ClientId client = reader.client();
                states.clients().keep(client, reader.payload());
            }
            reader.requireEnd();
            return server;
        } catch (IOException e) {
            throw new ExeuntException(
                    RecordErrors.CHECKPOINT_MISMATCH,
                    "Checkpoint %s does not fit the strategy: %s. Start over with --rerun."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** The content of the file between its version and its checksum. */
    private static final class Content implements AutoCloseable {
        private final Counted counted;
        private final DataInputStream in;
        private final long length;

        Content(Path file) throws IOException {
            this.length = Files.size(file) - CHECKSUM_SIZE;
            this.counted = new Counted(new BufferedInputStream(RegularFile.open(file), BUFFER), length);
            this.in = new DataInputStream(counted);
            byte[] magic = new byte[Checkpoints.MAGIC.length];
            in.readFully(magic);
            int version = in.readInt();
            if (!Arrays.equals(magic, Checkpoints.MAGIC) || version != Checkpoints.VERSION) {
                in.close();
                throw new CorruptFileException("it is not a checkpoint of version " + Checkpoints.VERSION);
            }
        }

        StateReader reader(UnaryOperator<ParameterSet> storeClientSet) {
            return new StateReader(new StateInput(in, length, () -> counted.position), storeClientSet);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Counts the bytes read, and ends before the checksum. */
    private static final class Counted extends FilterInputStream {
        private final long length;
        private long position;

        Counted(InputStream in, long length) {
            super(in);
            this.length = length;
        }

        @Override
        public int read() throws IOException {
            if (position == length) {
                return -1;
            }
            int value = super.read();
            position += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (position == length && count > 0) {
                return -1;
            }
            int read = super.read(target, offset, (int) Math.min(count, length - position));
            position += Math.max(0, read);
            return read;
        }
    }
}
