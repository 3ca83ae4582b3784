package org.exeunt.runtime.store.checkpoint;

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
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.codec.StateWriter;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.files.OwnFiles;
import org.exeunt.runtime.store.state.ClientStates;

/**
 * The newest two checkpoints of a run, in {@code checkpoints/} of its directory.
 *
 * <p>A file {@code round-N.checkpoint} is written completely under another name, flushed to disk and then renamed
 * atomically; only then the third newest is deleted. Therefore a complete checkpoint exists whenever the process or the
 * machine stops.
 *
 * <p>Format: {@code EXEUNTCK}; version (int32, 4); a {@link CheckpointHeader}; the state of the server; for each client
 * with a state the boolean true, its number and its state; the boolean false; the CRC-32C of all preceding bytes
 * (int32). Big-endian, with values as {@link StateWriter} writes them.
 */
public final class Checkpoints {
    /** The first bytes of a file, with the version. */
    static final byte[] START = "EXEUNTCK\0\0\0\4".getBytes(StandardCharsets.US_ASCII);

    private static final int KEPT = 2;
    private static final String SUFFIX = ".checkpoint";

    private final Path folder;

    /**
     * Refers to the checkpoints of a run; creates no files.
     *
     * @param run directory of the run
     */
    public Checkpoints(Path run) {
        this.folder = run.resolve("checkpoints");
    }

    /**
     * Writes a checkpoint; deletes all but the newest two and partial files of killed processes.
     *
     * @param server state of the server
     * @param states of the clients
     * @throws ExeuntException of category RESOURCE if the checkpoint cannot be written; earlier ones are kept
     */
    public void write(CheckpointHeader header, Record server, ClientStates states) {
        OwnFiles.requireFolder(folder);
        if (!Files.isDirectory(folder)) {
            // only the folder itself: a removed directory of the run must not be created with nothing but a checkpoint
            OwnFiles.attempt(folder, () -> Files.createDirectory(folder));
        }
        AtomicFile.write(folder.resolve("round-" + header.round() + SUFFIX), out -> {
            CRC32C sum = new CRC32C();
            DataOutputStream data = new DataOutputStream(new CheckedOutputStream(out, sum));
            data.write(START);
            StateWriter writer = new StateWriter(data, List.of());
            writer.write(header);
            writer.write(server);
            for (ClientId client : states.clients()) {
                writer.write(true);
                writer.write(client);
                writer.write(states.of(client));
            }
            writer.write(false);
            data.flush();
            int checksum = (int) sum.getValue();
            new DataOutputStream(out).writeInt(checksum);
        });
        List<Path> kept = newestFirst().stream().limit(KEPT).toList();
        files().stream().filter(file -> !kept.contains(file)).forEach(OwnFiles::delete);
    }

    /**
     * Returns the newest undamaged checkpoint.
     *
     * @param warnings receives a warning for each damaged one
     */
    public Optional<Checkpoint> newest(Consumer<String> warnings) {
        for (Path file : newestFirst()) {
            try {
                return Optional.of(Checkpoint.open(file));
            } catch (IOException e) {
                warnings.accept("checkpoint %s is not usable (%s); the previous one, if any, is used instead"
                        .formatted(file.getFileName(), e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** Returns all but the newest undamaged checkpoint; none if all are damaged. */
    public List<Path> superseded() {
        return newest(damaged -> {})
                .map(needed -> newestFirst().stream()
                        .filter(file -> !file.equals(needed.file()))
                        .toList())
                .orElse(List.of());
    }

    /** Returns all checkpoints. */
    public List<Path> newestFirst() {
        return files().stream()
                .filter(file -> file.getFileName().toString().matches("round-\\d{1,9}\\" + SUFFIX))
                .sorted(Comparator.comparingInt(Checkpoints::round).reversed())
                .toList();
    }

    private List<Path> files() {
        OwnFiles.requireFolder(folder);
        return !Files.isDirectory(folder)
                ? List.of()
                : OwnFiles.attempt(folder, () -> {
                    try (Stream<Path> files = Files.list(folder)) {
                        return files.toList();
                    }
                });
    }

    private static int round(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceAll("\\D", ""));
    }
}
