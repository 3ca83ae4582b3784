package org.exeunt.runtime.store.files;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.IoMessages;

/** Reads the text files of a run, which may have been replaced by other files. */
public final class RecordText {
    private static final long MAX_TEXT_BYTES = 128L << 20;
    private static final long MAX_BYTES = 1L << 30;

    private RecordText() {}

    /**
     * Returns the content of a file.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the file cannot be read, is not UTF-8 or is larger than
     *     128 MiB
     */
    public static String of(Path file) {
        return open(file, MAX_TEXT_BYTES, () -> Files.readString(file));
    }

    /**
     * Returns what is read from the lines of a file of any size.
     *
     * @param content must not return the stream, which is lazy
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the file cannot be read, or {@code content} refuses it by
     *     an {@link IllegalArgumentException}
     */
    public static <T> T readLines(Path file, Function<Stream<String>, T> content) {
        return named(file, () -> {
            try (Stream<String> lines = open(file, Long.MAX_VALUE, () -> Files.lines(file))) {
                return content.apply(lines);
            }
        });
    }

    /**
     * Returns what is read from a file without its whole text in memory.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the file cannot be read or is larger than 1 GiB, or
     *     {@code content} refuses it by an {@link IllegalArgumentException}
     */
    public static <T> T read(Path file, Function<Reader, T> content) {
        return named(file, () -> {
            try (Reader text = open(file, MAX_BYTES, () -> Files.newBufferedReader(file))) {
                return content.apply(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Returns what is computed from the content of a file; a failure names the file.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the content does not allow it
     */
    public static <T> T named(Path file, Supplier<T> content) {
        try {
            return content.get();
        } catch (UncheckedIOException e) {
            throw RecordErrors.unreadable(file, IoMessages.of(e.getCause()), e);
        } catch (IllegalArgumentException
                | ArithmeticException
                | IndexOutOfBoundsException
                | NoSuchElementException e) {
            throw RecordErrors.unreadable(file, "it is damaged: " + e.getMessage(), e);
        }
    }

    private static <T> T open(Path file, long maximum, OwnFiles.Query<T> reading) {
        try {
            RegularFile.require(file);
            if (Files.size(file) > maximum) {
                throw new IOException("it has %d bytes; expected at most %d".formatted(Files.size(file), maximum));
            }
            return reading.run();
        } catch (IOException e) {
            throw RecordErrors.unreadable(file, IoMessages.of(e), e);
        }
    }
}
