package org.exeunt.datasets.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ExeuntException;

/**
 * A file with an input from outside a data set, in memory.
 *
 * @param path where it was read
 * @param content its bytes, at least one; not copied
 * @param form what kind of file is expected, for messages
 */
public record InputFile(Path path, byte[] content, String form) {
    /**
     * Reads a file.
     *
     * @param most how large it may be, in MiB
     * @throws ExeuntException if it cannot be read, is empty or is larger
     */
    public static InputFile read(Path path, String form, int most) {
        int limit = most << 20;
        byte[] content;
        try (InputStream in = RegularFile.open(path)) {
            content = in.readNBytes(limit + 1);
        } catch (IOException e) {
            throw new ExeuntException(
                    DataErrors.INPUT,
                    "Input %s cannot be read: %s. Expected %s; check that it is a file and that you may read it."
                            .formatted(path, e, form),
                    e);
        }
        InputFile file = new InputFile(path, content, form);
        if (content.length == 0 || content.length > limit) {
            throw file.refused(content.length == 0 ? "is empty" : "is larger than " + most + " MiB");
        }
        return file;
    }

    /**
     * Returns the content as text.
     *
     * @throws ExeuntException if it is not in UTF-8
     */
    public String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused("is not in UTF-8");
        }
    }

    /**
     * Returns the failure that this file is not what is expected.
     *
     * @param found what it is instead, as a predicate; cut short in the message
     */
    public ExeuntException refused(String found) {
        return new ExeuntException(
                DataErrors.INPUT, "Input %s %s; expected %s.".formatted(path, Excerpt.of(found), form));
    }
}
