package org.exeunt.runtime.store.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/**
 * Reads and writes a record that belongs to a client's model: its personal rule, or the predictions that its exit rules
 * are calibrated on. Format: the version (one byte, 1), and the record as {@link StateWriter} writes it. The class of
 * the record is not part of the file.
 */
public final class CompanionFile {
    private static final int VERSION = 1;

    private CompanionFile() {}

    /**
     * Returns the content of the file of a record.
     *
     * @throws IllegalArgumentException if it is no record, or contains what no state can contain
     */
    public static byte[] encode(Object content) {
        return StateWriter.bytes(0, new byte[] {VERSION}, content, List.of(), boundary -> {});
    }

    /**
     * Returns the record with the given content.
     *
     * @param type class of the record
     * @throws IOException if the bytes are no such record
     */
    public static <R> R decode(byte[] bytes, Class<R> type) throws IOException {
        StateInput in = new StateInput(new ByteArrayInputStream(bytes), bytes.length);
        int version = in.read();
        if (version != VERSION) {
            throw new CorruptFileException("it starts with %d; expected version %d".formatted(version, VERSION));
        }
        StateReader reader = new StateReader(in, set -> set, List.of());
        R content = reader.read(type);
        reader.requireEnd();
        return content;
    }

    /**
     * Reads a file.
     *
     * @throws ExeuntException DATA-21 if it contains no record of this type
     */
    public static <R> R read(Path file, Class<R> type) {
        try {
            return decode(Files.readAllBytes(file), type);
        } catch (IOException e) {
            throw new ExeuntException(
                    Errors.DATA_21,
                    ("File %s contains no %s: %s. Use the version of the strategy that provenance.json names, or"
                                    + " repeat the run.")
                            .formatted(file, type.getSimpleName(), e.getMessage()),
                    e);
        }
    }
}
