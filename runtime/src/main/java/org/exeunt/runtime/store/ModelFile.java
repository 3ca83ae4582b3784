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
 * <p>Little-endian: the 8 bytes {@code EXEUNTPM}; version (int32, 2); title of the run (length in bytes as uint16, then UTF-8); index of the
 * client (int32); number of blocks (int32); for each block its name (length in bytes as
 * uint16, then UTF-8), role (uint8: 0 backbone, 1 head, 2 buffer), stage or exit (int32, from 1), number of axes (uint8), lengths of the
 * axes (int32 each); then all values as float32, block after block, row-major; last the CRC-32C of everything before it (int32).
 */
public final class ModelFile {
    private static final ErrorCode DAMAGED = ErrorCategory.DATA.code(21);
    private static final ErrorCode UNREADABLE = ErrorCategory.DATA.code(22);

    private ModelFile() {}

    /**
     * Writes a file whole, in place of one that may be there, and returns its content; its name is durable after
     * {@link AtomicFile#syncNames}.
     *
     * @throws ExeuntException of category RESOURCE if the file cannot be written
     */
    public static byte[] place(Path file, StoredModel model) {
        byte[] content = ModelBytes.encode(model);
        AtomicFile.place(file, out -> out.write(content));
        return content;
    }

    /**
     * Reads a file.
     *
     * @throws ExeuntException of category DATA if there is none, or it is foreign, truncated, too long or damaged, naming what was found where
     */
    public static StoredModel read(Path file) {
        byte[] bytes;
        try {
            bytes = bytes(file);
        } catch (IOException e) {
            throw unreadable(file, IoMessages.of(e), e);
        } catch (OutOfMemoryError e) {
            throw unreadable(file, "there is not enough memory for it", e);
        }
        try {
            return ModelBytes.decode(checked(bytes));
        } catch (CorruptFileException e) {
            throw new ExeuntException(
                    DAMAGED,
                    "Model file %s is not usable: %s. Write it again by repeating the run."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static ExeuntException unreadable(Path file, String reason, Throwable cause) {
        return new ExeuntException(UNREADABLE, "Model file %s cannot be read: %s.".formatted(file, reason), cause);
    }

    /** What is no model is told from its first bytes, however large it is. */
    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = RegularFile.open(file)) {
            byte[] head = in.readNBytes(ModelBytes.SHORTEST);
            return ModelBytes.beginsLikeModel(head) ? Files.readAllBytes(file) : head;
        }
    }

    private static ByteBuffer checked(byte[] bytes) throws CorruptFileException {
        ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        ModelBytes.requireHead(content);
        int end = bytes.length - Integer.BYTES;
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, end);
        int stated = content.getInt(end);
        if ((int) sum.getValue() != stated) {
            throw new CorruptFileException("its checksum is %08x, the file states %08x; it was truncated or altered"
                    .formatted((int) sum.getValue(), stated));
        }
        return content.limit(end);
    }
}
