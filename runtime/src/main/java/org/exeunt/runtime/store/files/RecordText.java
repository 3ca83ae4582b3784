package org.exeunt.runtime.store.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        requireFile(file, MAX_TEXT_BYTES);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw RecordErrors.unreadable(file, IoMessages.of(e), e);
        }
    }

    /**
     * Returns the lines of a file of any size as a lazy stream, which must be closed.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the file cannot be opened; later failures throw {@link
     *     java.io.UncheckedIOException}
     */
    public static Stream<String> lines(Path file) {
        BufferedReader lines = new BufferedReader(text(file));
        return lines.lines().onClose(() -> {
            try {
                lines.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Returns a reader of a file, which must be closed.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the file cannot be opened or is larger than 1 GiB
     */
    public static Reader reader(Path file) {
        requireFile(file, MAX_BYTES);
        return new BufferedReader(text(file));
    }

    private static Reader text(Path file) {
        try {
            return new InputStreamReader(RegularFile.open(file), StandardCharsets.UTF_8.newDecoder());
        } catch (IOException e) {
            throw RecordErrors.unreadable(file, IoMessages.of(e), e);
        }
    }

    private static void requireFile(Path file, long maximum) {
        try {
            RegularFile.require(file);
        } catch (IOException e) {
            throw RecordErrors.unreadable(file, IoMessages.of(e), e);
        }
        if (file.toFile().length() > maximum) {
            throw RecordErrors.unreadable(
                    file,
                    "it has %d bytes; expected at most %d"
                            .formatted(file.toFile().length(), maximum),
                    null);
        }
    }
}
