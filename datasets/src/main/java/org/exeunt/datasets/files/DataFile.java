package org.exeunt.datasets.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * A file of a data set, in memory.
 *
 * @param path path of the file
 * @param content bytes of the file, at least one; not copied
 */
public record DataFile(Path path, byte[] content) {
    /** More than the size of the largest file of the supported data sets. */
    private static final int MAX_MEBIBYTES = 256;
    /** Lower, because decoding needs several times the size in memory. */
    private static final int MAX_TEXT_MEBIBYTES = 128;

    /**
     * Reads a file.
     *
     * @throws ExeuntException if the file cannot be read, is empty, or is larger than 256 MiB
     */
    public static DataFile read(Path path) {
        try {
            return new DataFile(path, bytes(path, MAX_MEBIBYTES));
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    /**
     * Returns the content of a file.
     *
     * @param maxMebibytes maximum size in MiB
     * @throws IOException if the file cannot be read, is empty or is too large; the message is a clause
     */
    public static byte[] bytes(Path path, int maxMebibytes) throws IOException {
        RegularFile.require(path);
        long size = Files.size(path);
        if (size == 0 || size > (long) maxMebibytes << 20) {
            throw new IOException(
                    size == 0 ? "it is empty" : "it has %d bytes, more than %d MiB".formatted(size, maxMebibytes));
        }
        return Files.readAllBytes(path);
    }

    /** Returns the exception for a file that could not be read or decompressed. */
    public static ExeuntException unreadable(Path path, IOException failure) {
        return new ExeuntException(
                Errors.DATA_12,
                "%s cannot be read: %s. Check that it is a complete file and that you may read it."
                        .formatted(path, IoMessages.reason(failure)),
                failure);
    }

    /** Returns the description of this file for {@link Dataset#files()}; {@code records} is its number of records. */
    public Dataset.File describe(int records) {
        return new Dataset.File(path.getFileName().toString(), records, Sha256.of(content));
    }

    /**
     * Returns the content as text, without a byte order mark.
     *
     * @throws ExeuntException if it is not UTF-8, or is larger than 128 MiB
     */
    public String text() {
        return text(Encoding.UTF_8);
    }

    /**
     * Returns the content as text, as {@link #text()} does.
     *
     * @throws ExeuntException if it has another encoding, or is larger than 128 MiB
     */
    public String text(Encoding encoding) {
        if (content.length > MAX_TEXT_MEBIBYTES << 20) {
            throw invalid(
                    String.format(Locale.ROOT, "%,d bytes", content.length),
                    "at most %d MiB of text".formatted(MAX_TEXT_MEBIBYTES));
        }
        ByteBuffer bytes = ByteBuffer.wrap(content);
        try {
            return encoding.decode(bytes);
        } catch (CharacterCodingException failure) {
            int offset = bytes.position();
            String before = new String(Arrays.copyOf(content, offset + 1), StandardCharsets.ISO_8859_1);
            throw invalid(
                    (int) before.lines().count(),
                    "byte 0x%02X at offset %d".formatted(content[offset], offset),
                    "UTF-8 text, or dataset.encoding = latin-1 for a table");
        }
    }

    /** Returns whether the content is UTF-8. */
    public boolean isUtf8() {
        try {
            Utf8.decode(ByteBuffer.wrap(content));
            return true;
        } catch (CharacterCodingException another) {
            return false;
        }
    }

    /** Returns the lines of the text, without line terminators. */
    public List<String> lines() {
        return text().lines().toList();
    }

    /**
     * Returns the exception for an invalid line of this file.
     *
     * @param line line number, 1-based
     */
    public ExeuntException invalid(int line, String found, String expected) {
        return invalid("line " + line + ": " + found, expected);
    }

    /**
     * Returns the exception for an invalid file.
     *
     * @param found what was found; truncated in the message if long
     * @param expected what was expected
     */
    public ExeuntException invalid(String found, String expected) {
        return new ExeuntException(
                Errors.DATA_13,
                "%s, %s; expected %s. Correct a file of your own; download a published one again."
                        .formatted(path, Excerpt.of(found), expected));
    }
}
