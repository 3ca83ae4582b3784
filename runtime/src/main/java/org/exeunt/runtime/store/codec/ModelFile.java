package org.exeunt.runtime.store.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.runtime.store.files.AtomicFile;

/**
 * Reads and writes the parameters of one client's network, bit for bit.
 *
 * <p>Format: {@link org.exeunt.runtime.store.codec.Safetensors} with one tensor per block in the order of the layout;
 * the metadata contain {@code crc32c}, the CRC-32C of the whole file with this checksum set to {@code 00000000}, as
 * eight hexadecimal digits; {@code version} of this description, 3; {@code run}, the title of the run; {@code client},
 * its index; {@code blocks}, a JSON object with the {@code role} ({@code backbone}, {@code head}, {@code
 * backbone_statistic} or {@code head_statistic}) and the {@code depth} (number of the stage or exit, from 1) of each
 * block by name.
 */
public final class ModelFile {
    /** A model file is damaged, or not the file that the run wrote. */
    public static final ErrorCode DAMAGED = ErrorCategory.DATA.code(21);

    private static final ErrorCode UNREADABLE = ErrorCategory.DATA.code(22);

    private ModelFile() {}

    /**
     * Writes a file atomically, replacing an existing one, and returns its content. {@link AtomicFile#syncFolder}
     * flushes its name to disk.
     *
     * @throws ExeuntException of category RESOURCE if the file cannot be written
     */
    public static byte[] write(Path file, StoredModel model) {
        byte[] content = ModelBytes.encode(model);
        AtomicFile.writeUnsynced(file, out -> out.write(content));
        return content;
    }

    /**
     * Reads a file.
     *
     * @throws ExeuntException of category DATA if the file is missing, has another format, is truncated, too long or
     *     damaged; the message states the position
     */
    public static StoredModel read(Path file) {
        byte[] bytes;
        try {
            bytes = bytes(file);
        } catch (IOException e) {
            throw unreadable(file, IoMessages.of(e), e);
        } catch (OutOfMemoryError e) {
            throw unreadable(file, "not enough memory", e);
        }
        try {
            return ModelBytes.decode(bytes);
        } catch (CorruptFileException e) {
            throw new ExeuntException(
                    DAMAGED,
                    "Model file %s is not usable: %s. Repeat the run to write it again."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static ExeuntException unreadable(Path file, String reason, Throwable cause) {
        return new ExeuntException(UNREADABLE, "Model file %s cannot be read: %s.".formatted(file, reason), cause);
    }

    /** Reads a file, or only its first bytes if these are not those of a model, which may be a large file. */
    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = RegularFile.open(file)) {
            byte[] head = in.readNBytes(ModelBytes.HEAD);
            return ModelBytes.startsLikeModel(head) ? Files.readAllBytes(file) : head;
        }
    }
}
