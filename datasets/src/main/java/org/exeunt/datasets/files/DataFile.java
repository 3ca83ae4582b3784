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
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * A file of a data set, in memory.
 *
 * @param path path of the file
 * @param content bytes of the file, at least one; not copied
 */
public record DataFile(Path path, byte[] content) {
    /** More than twice the size of the largest file of the supported data sets. */
    private static final int MAX_BYTES = 256 << 20;
    /** Lower than {@link #MAX_BYTES}: decoding needs several times the size in memory. */
    private static final int MAX_TEXT_BYTES = 128 << 20;

    /**
     * Reads a file.
     *
     * @throws ExeuntException if the file cannot be read, is empty, or is larger than 256 MiB
     */
    public static DataFile read(Path path) {
        byte[] content;
        try {
            RegularFile.require(path);
            if (Files.size(path) > MAX_BYTES) {
                throw tooLarge(path, Files.size(path), MAX_BYTES);
            }
            content = Files.readAllBytes(path);
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
        if (content.length == 0) {
            throw new ExeuntException(
                    DataErrors.EMPTY,
                    "%s is empty (0 bytes). Replace the file; one of a published data set can be downloaded again."
                            .formatted(path));
        }
        return new DataFile(path, content);
    }

    /** Returns the exception for a file that could not be read or decompressed. */
    public static ExeuntException unreadable(Path path, IOException failure) {
        return new ExeuntException(
                DataErrors.UNREADABLE,
                "%s cannot be read: %s. Check that it is a complete file and that you may read it."
                        .formatted(path, IoMessages.reason(failure)),
                failure);
    }

    private static ExeuntException tooLarge(Path path, long length, int limit) {
        return new ExeuntException(
                DataErrors.FOREIGN,
                String.format(
                        Locale.ROOT,
                        "%s has %,d bytes; expected at most %,d, the limit for files of this kind. Check that it "
                                + "is the right file.",
                        path,
                        length,
                        limit));
    }

    /** Returns the description of this file for {@link Dataset#files()}; {@code records} is its number of records. */
    public Dataset.File describe(int records) {
        return new Dataset.File(path.getFileName().toString(), records, Sha256.of(content));
    }

    /**
     * Returns the content as text, without a byte order mark.
     *
     * @throws ExeuntException if it is not UTF-8, with the offset, or is larger than 128 MiB
     */
    public String text() {
        if (content.length > MAX_TEXT_BYTES) {
            throw tooLarge(path, content.length, MAX_TEXT_BYTES);
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
                    ("%s is not UTF-8 text: byte 0x%02X at offset %d (line %d). Save a file of your own as UTF-8; one "
                                    + "of a published data set is damaged, so download it again.")
                            .formatted(path, content[bytes.position()], bytes.position(), lineOf(bytes.position())));
        }
        text.flip();
        return Utf8.withoutByteOrderMark(text.toString());
    }

    /** Returns the lines of the text, without line terminators. */
    public List<String> lines() {
        return text().lines().toList();
    }

    /**
     * Returns the exception for an invalid line of this file.
     *
     * @param code kind of failure
     * @param line line number, 1-based
     * @param found what was found; truncated in the message if long
     * @param expected what was expected
     */
    public ExeuntException at(ErrorCode code, int line, String found, String expected) {
        return new ExeuntException(
                code,
                "%s, line %d: %s; expected %s. The file is damaged or has another format; download it again."
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
