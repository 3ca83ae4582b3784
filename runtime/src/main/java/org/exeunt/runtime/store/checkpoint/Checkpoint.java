package org.exeunt.runtime.store.checkpoint;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
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
        private final StateInput in;

        Content(Path file) throws IOException {
            long length = Files.size(file) - CHECKSUM_SIZE;
            this.in = new StateInput(new BufferedInputStream(RegularFile.open(file), BUFFER), length);
            byte[] magic = new byte[Checkpoints.MAGIC.length];
            in.readFully(magic);
            int version = in.readInt();
            if (!Arrays.equals(magic, Checkpoints.MAGIC) || version != Checkpoints.VERSION) {
                in.close();
                throw new CorruptFileException("it is not a checkpoint of version " + Checkpoints.VERSION);
            }
        }

        StateReader reader(UnaryOperator<ParameterSet> storeClientSet) {
            return new StateReader(in, storeClientSet);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
