package org.exeunt.runtime.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.runtime.store.codec.CorruptFileException;
import org.exeunt.runtime.store.codec.ModelBytes;
import org.exeunt.runtime.store.codec.StoredModel;

/**
 * Reads and writes the parameters of one client's network, bit for bit.
 *
 * <p>Format, little-endian: {@code EXEUNTPM} (8 bytes); version (int32, 2); title of the run (length in bytes as
 * uint16, then UTF-8); index of the client (int32); number of blocks (int32); for each block its name (length in bytes
 * as uint16, then UTF-8), role (uint8: 0 backbone, 1 head, 2 buffer), stage or exit (int32, from 1), number of axes
 * (uint8), lengths of the axes (int32 each); all values as float32, block after block, row-major; the CRC-32C of all
 * preceding bytes (int32).
 */
public final class ModelFile {
    private static final ErrorCode DAMAGED = ErrorCategory.DATA.code(21);
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
            return ModelBytes.decode(checked(bytes));
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
            byte[] head = in.readNBytes(ModelBytes.MIN_SIZE);
            return ModelBytes.startsLikeModel(head) ? Files.readAllBytes(file) : head;
        }
    }

    private static ByteBuffer checked(byte[] bytes) throws CorruptFileException {
        ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ModelBytes.requireHead(content);
        int end = bytes.length - Integer.BYTES;
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, end);
        int expected = content.getInt(end);
        if ((int) sum.getValue() != expected) {
            throw new CorruptFileException("its checksum is %08x, expected %08x; it was truncated or modified"
                    .formatted((int) sum.getValue(), expected));
        }
        return content.limit(end);
    }
}
