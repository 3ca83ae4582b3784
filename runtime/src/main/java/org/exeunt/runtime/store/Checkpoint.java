package org.exeunt.runtime.store;

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
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.runtime.store.codec.CorruptFileException;
import org.exeunt.runtime.store.codec.StateInput;
import org.exeunt.runtime.store.codec.StateReader;
import org.exeunt.runtime.store.state.RunStates;

/** A checkpoint whose checksum holds. */
public final class Checkpoint {
    private static final ErrorCode FOREIGN = ErrorCategory.DATA.code(27);
    private static final int CHECKSUM = Integer.BYTES;
    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final CheckpointHeader standing;

    private Checkpoint(Path file, CheckpointHeader standing) {
        this.file = file;
        this.standing = standing;
    }

    /** Reads how far the run had come; the whole file is looked through. */
    static Checkpoint open(Path file) throws IOException {
        requireWhole(file);
        try (Content content = new Content(file)) {
            return new Checkpoint(file, content.reader(set -> set).record(CheckpointHeader.class));
        }
    }

    private static void requireWhole(Path file) throws IOException {
        long left = Files.size(file) - CHECKSUM;
        if (left < Checkpoints.MAGIC.length + Integer.BYTES) {
            throw new CorruptFileException("it has %d bytes".formatted(left + CHECKSUM));
        }
        CRC32C sum = new CRC32C();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(RegularFile.open(file), BUFFER))) {
            byte[] piece = new byte[BUFFER];
            while (left > 0) {
                int count = (int) Math.min(piece.length, left);
                in.readFully(piece, 0, count);
                sum.update(piece, 0, count);
                left -= count;
            }
            int stated = in.readInt();
            if ((int) sum.getValue() != stated) {
                throw new CorruptFileException(
                        "its checksum is %08x, it states %08x".formatted((int) sum.getValue(), stated));
            }
        }
    }

    /** Returns where it is. */
    public Path file() {
        return file;
    }

    /** Returns how far the run had come. */
    public CheckpointHeader standing() {
        return standing;
    }

    /**
     * Gives clients their states back, and returns the server's.
     *
     * @param example a state of the strategy, such as its first one
     * @param states of the run, still empty
     * @throws ExeuntException of category DATA if the states are not of this strategy
     */
    public <S extends Record> S restore(S example, RunStates states) {
        try (Content content = new Content(file)) {
            StateReader reader = content.reader(states::restOfClient);
            reader.record(CheckpointHeader.class);
            S server = reader.like(example);
            while (reader.more()) {
                ClientId client = reader.client();
                states.clients().keep(client, reader.payload());
            }
            reader.requireEnd();
            return server;
        } catch (IOException e) {
            throw new ExeuntException(
                    FOREIGN,
                    "Checkpoint %s does not fit the strategy: %s. Start over with --rerun."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** The file between its head and its checksum. */
    private static final class Content implements AutoCloseable {
        private final Counted counted;
        private final DataInputStream in;
        private final long length;

        Content(Path file) throws IOException {
            this.length = Files.size(file) - CHECKSUM;
            this.counted = new Counted(new BufferedInputStream(RegularFile.open(file), BUFFER), length);
            this.in = new DataInputStream(counted);
            byte[] magic = new byte[Checkpoints.MAGIC.length];
            in.readFully(magic);
            int version = in.readInt();
            if (!Arrays.equals(magic, Checkpoints.MAGIC) || version != Checkpoints.VERSION) {
                in.close();
                throw new CorruptFileException("it is no checkpoint of version " + Checkpoints.VERSION);
            }
        }

        StateReader reader(UnaryOperator<ParameterSet> ofClients) {
            return new StateReader(new StateInput(in, length, () -> counted.position), ofClients);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Knows how many bytes were read, and ends before the checksum. */
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
