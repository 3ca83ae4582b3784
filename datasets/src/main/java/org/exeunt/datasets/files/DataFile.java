package org.exeunt.datasets.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * A file of a data set, in memory.
 *
 * @param path where it was read
 * @param content its bytes, at least one; not copied
 */
public record DataFile(Path path, byte[] content) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    /** No file of these data sets is half as large. */
    private static final int MOST = 256 << 20;
    /** Text takes several times its bytes while it is read. */
    private static final int MOST_TEXT = 128 << 20;

    /**
     * Reads a file.
     *
     * @throws ExeuntException if it cannot be read, is empty, or is larger than 256 MiB
     */
    public static DataFile read(Path path) {
        byte[] content;
        try {
            RegularFile.require(path);
            if (Files.size(path) > MOST) {
                throw tooLarge(path, Files.size(path), MOST);
            }
            content = Files.readAllBytes(path);
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
        if (content.length == 0) {
            throw new ExeuntException(
                    DataErrors.EMPTY, "%s is empty (0 bytes, ends at offset 0). Fetch the file again.".formatted(path));
        }
        return new DataFile(path, content);
    }

    /** Returns the failure that a file could not be read or unpacked. */
    public static ExeuntException unreadable(Path path, IOException failure) {
        return new ExeuntException(
                DataErrors.UNREADABLE,
                "%s cannot be read: %s. Check that it is a file, that you may read it and that it is whole."
                        .formatted(path, IoMessages.reason(failure)),
                failure);
    }

    private static ExeuntException tooLarge(Path path, long length, int most) {
        return new ExeuntException(
                DataErrors.FOREIGN,
                String.format(
                        Locale.ROOT,
                        "%s has %,d bytes; expected at most %,d, as no file of this kind has more. Check that it is the file you mean.",
                        path,
                        length,
                        most));
    }

    /** Returns what a data set tells of this file, which holds so many of its records. */
    public Dataset.File holding(int records) {
        return new Dataset.File(path.getFileName().toString(), records, Sha256.of(content));
    }

    /**
     * Returns the content as text, without a byte order mark.
     *
     * @throws ExeuntException if it is not UTF-8, naming the offset, or is larger than 128 MiB
     */
    public String text() {
        if (content.length > MOST_TEXT) {
            throw tooLarge(path, content.length, MOST_TEXT);
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer text = CharBuffer.allocate(content.length);
        CoderResult result = decoder.decode(bytes, text, true);
        if (result.isError()) {
            throw new ExeuntException(
                    DataErrors.NOT_TEXT,
                    "%s is not UTF-8 text: byte 0x%02X at offset %d (line %d). The file is damaged or of another format; fetch it again."
                            .formatted(path, content[bytes.position()], bytes.position(), lineOf(bytes.position())));
        }
        text.flip();
        return text.length() > 0 && text.charAt(0) == BYTE_ORDER_MARK
                ? text.subSequence(1, text.length()).toString()
                : text.toString();
    }

    /** Returns the lines of the text, without their ends. */
    public List<String> lines() {
        return text().lines().toList();
    }

    /**
     * Returns a failure at a line of this file.
     *
     * @param code what kind of failure
     * @param line 1 for the first
     * @param found what is wrong, cut short in the message
     * @param expected what should be there
     */
    public ExeuntException at(ErrorCode code, int line, String found, String expected) {
        return new ExeuntException(
                code,
                "%s, line %d: %s; expected %s. The file is damaged or of another format; fetch it again."
                        .formatted(path, line, Excerpt.of(found), expected));
    }

    private int lineOf(int offset) {
        int line = 1;
        for (int i = 0; i < offset; i++) {
            line += content[i] == '\n' ? 1 : 0;
        }
        return line;
    }
}
