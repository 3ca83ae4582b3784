package org.exeunt.datasets.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * A file with inputs for prediction, in memory.
 *
 * @param path path of the file
 * @param content bytes of the file, at least one; not copied
 * @param form expected kind of file, for messages
 */
public record InputFile(Path path, byte[] content, String form) {
    /**
     * Reads a file.
     *
     * @param maxMebibytes maximum size in MiB
     * @throws ExeuntException if the file cannot be read, is empty or is too large
     */
    public static InputFile read(Path path, String form, int maxMebibytes) {
        try {
            return new InputFile(path, DataFile.bytes(path, maxMebibytes), form);
        } catch (IOException failure) {
            throw new InputFile(path, new byte[0], form).refused("cannot be read: " + IoMessages.reason(failure));
        }
    }

    /**
     * Returns the content as text, without a byte order mark.
     *
     * @throws ExeuntException if it is not UTF-8
     */
    public String text() {
        return text(Encoding.UTF_8);
    }

    /** Returns the content as {@link #text()} does, in another encoding. */
    public String text(Encoding encoding) {
        try {
            return encoding.decode(ByteBuffer.wrap(content));
        } catch (CharacterCodingException e) {
            throw refused("is not in UTF-8");
        }
    }

    /**
     * Returns the only input of a file.
     *
     * @param form expected kind of file, for messages
     * @param all inputs of the file
     * @throws ExeuntException if there are several
     */
    public static float[] single(Path path, String form, List<float[]> all) {
        if (all.size() > 1) {
            throw new InputFile(path, new byte[0], form).refused("has %d inputs instead of one".formatted(all.size()));
        }
        return all.get(0);
    }

    /**
     * Returns the exception for an invalid file.
     *
     * @param found what was found, as a predicate; truncated in the message if long
     */
    public ExeuntException refused(String found) {
        return new ExeuntException(
                Errors.DATA_40, "Input %s %s; expected %s.".formatted(path, Excerpt.of(found), form));
    }
}
