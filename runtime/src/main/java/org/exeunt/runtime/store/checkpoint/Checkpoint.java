package org.exeunt.runtime.store.checkpoint;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.runtime.store.codec.CorruptFileException;
import org.exeunt.runtime.store.codec.StateInput;
import org.exeunt.runtime.store.codec.StateReader;
import org.exeunt.runtime.store.state.RunStates;

/**
 * A checkpoint with a valid checksum.
 *
 * @param header the progress of the run
 */
public record Checkpoint(Path file, CheckpointHeader header) {
    private static final int BUFFER = 1 << 16;

    /** Opens a checkpoint and verifies the checksum of the whole file. */
    static Checkpoint open(Path file) throws IOException {
        long length = length(file);
        try (CheckedInputStream in = new CheckedInputStream(stream(file), new CRC32C())) {
            in.skipNBytes(length);
            int sum = (int) in.getChecksum().getValue();
            if (length < Checkpoints.START.length || sum != new DataInputStream(in).readInt()) {
                throw new CorruptFileException("its checksum is not that of its content");
            }
        }
        try (InputStream in = stream(file)) {
            return new Checkpoint(file, reader(file, in, set -> set).read(CheckpointHeader.class));
        }
    }

    private static InputStream stream(Path file) throws IOException {
        return new BufferedInputStream(RegularFile.open(file), BUFFER);
    }

    /** Returns the number of bytes before the checksum. */
    private static long length(Path file) throws IOException {
        return Files.size(file) - Integer.BYTES;
    }

    /** Returns a reader of the content after the version. */
    private static StateReader reader(Path file, InputStream in, UnaryOperator<ParameterSet> storeClientSet)
            throws IOException {
        if (!Arrays.equals(in.readNBytes(Checkpoints.START.length), Checkpoints.START)) {
            throw new CorruptFileException("it is not a checkpoint of this version of Exeunt");
        }
        return new StateReader(new StateInput(in, length(file) - Checkpoints.START.length), storeClientSet, List.of());
    }

    /**
     * Restores the states of clients, and returns the state of the server.
     *
     * @param example a state of the strategy, such as its initial one
     * @param states of the run, still empty
     * @throws ExeuntException of category DATA if the states do not belong to this strategy
     */
    public <S extends Record> S restore(S example, RunStates states) {
        try (InputStream in = stream(file)) {
            StateReader reader = reader(file, in, states::storeClientSet);
            reader.read(CheckpointHeader.class);
            S server = reader.recordLike(example);
            while (reader.read(Boolean.class)) {
                ClientId client = reader.read(ClientId.class);
                states.clients().keep(client, reader.read(Payload.class));
            }
            reader.requireEnd();
            return server;
        } catch (IOException e) {
            throw new ExeuntException(
                    Errors.DATA_27,
                    "Checkpoint %s does not fit the strategy: %s. Start over with --rerun."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }
}
