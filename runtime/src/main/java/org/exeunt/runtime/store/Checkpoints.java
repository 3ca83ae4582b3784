package org.exeunt.runtime.store;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.OwnFiles;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.params.Payload;
import org.exeunt.runtime.store.codec.StateWriter;
import org.exeunt.runtime.store.state.ClientStates;

/**
 * The newest two checkpoints of a run, in {@code checkpoints/} of its directory.
 *
 * <p>A file {@code round-N.checkpoint} is written whole beside the others, made durable, and given its name in one step; only then the third newest
 * goes. So whenever the process or the machine stops, there is a whole one. Its bytes: {@code EXEUNTCK}; version (int32, 2); a {@link CheckpointHeader}; the state of the
 * server; for each client that keeps something the boolean true, its number and its state; the boolean false; last the CRC-32C of everything
 * before it (int32). Big-endian, values as {@link StateWriter} writes them.
 */
public final class Checkpoints {
    static final byte[] MAGIC = "EXEUNTCK".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 2;

    private static final int KEPT = 2;
    private static final String END = ".checkpoint";

    private final Path folder;

    /**
     * Names the checkpoints of a run; makes nothing yet.
     *
     * @param run its directory
     */
    public Checkpoints(Path run) {
        this.folder = run.resolve("checkpoints");
    }

    /**
     * Writes one, and removes all but the newest two, and what a process that was killed had begun.
     *
     * @param server state of the server
     * @param clients how many there may be
     * @param states of the clients
     * @throws ExeuntException of category RESOURCE if it cannot be written; the earlier ones are then untouched
     */
    public void write(CheckpointHeader standing, Record server, int clients, ClientStates states) {
        makeFolder();
        AtomicFile.write(folder.resolve("round-" + standing.round() + END), out -> {
            CRC32C sum = new CRC32C();
            DataOutputStream data = new DataOutputStream(new CheckedOutputStream(out, sum));
            data.write(MAGIC);
            data.writeInt(VERSION);
            StateWriter writer = new StateWriter(data);
            writer.write(standing);
            writer.write(server);
            for (int client = 0; client < clients; client++) {
                Payload state = states.of(new ClientId(client));
                if (!state.equals(Payload.empty())) {
                    writer.write(true);
                    writer.write(new ClientId(client));
                    writer.write(state);
                }
            }
            writer.write(false);
            data.flush();
            int whole = (int) sum.getValue();
            new DataOutputStream(out).writeInt(whole);
        });
        List<Path> kept = newestFirst().stream().limit(KEPT).toList();
        try {
            for (Path other : files()) {
                if (!kept.contains(other)) {
                    Files.delete(other);
                }
            }
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** The folder alone: a run's directory that somebody has removed is not to come back with nothing but a checkpoint in it. */
    private void makeFolder() {
        try {
            OwnFiles.requireFolder(folder);
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
            }
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /**
     * Returns the newest checkpoint that is whole.
     *
     * @param warnings told of each that is not, and why
     */
    public Optional<Checkpoint> newest(Consumer<String> warnings) {
        for (Path file : newestFirst()) {
            try {
                return Optional.of(Checkpoint.open(file));
            } catch (IOException e) {
                warnings.accept("checkpoint %s is not usable (%s); the one before it is taken, if there is one"
                        .formatted(file.getFileName(), e.getMessage()));
            }
        }
        return Optional.empty();
    }

    private List<Path> newestFirst() {
        try {
            OwnFiles.requireFolder(folder);
            if (!Files.isDirectory(folder)) {
                return List.of();
            }
            return files().stream()
                    .filter(file -> file.getFileName().toString().matches("round-\\d{1,9}\\" + END))
                    .sorted(Comparator.comparingInt(Checkpoints::round).reversed())
                    .toList();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static int round(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
    }

    static ExeuntException unusable(Path place, IOException cause) {
        return new ExeuntException(
                AtomicFile.REFUSED,
                "%s cannot be read, made or cleared: %s. Check space and rights of the disk."
                        .formatted(place, IoMessages.of(cause)),
                cause);
    }
}
