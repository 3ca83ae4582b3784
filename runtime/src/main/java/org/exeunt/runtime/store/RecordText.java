package org.exeunt.runtime.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.IoMessages;

/** The text of files that a run has written, or of what lies in their place. */
final class RecordText {
    private static final long MOST_AT_ONCE = 128L << 20;
    private static final long MOST_LINES = 1L << 30;

    private RecordText() {}

    /**
     * Returns a whole text.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if it cannot be read, is not UTF-8 or larger than 128 MiB
     */
    static String of(Path file) {
        requireFile(file, MOST_AT_ONCE);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw RecordErrors.unreadable(file, IoMessages.of(e), e);
        }
    }

    /**
     * Returns the lines of a text as they are read; to be closed.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if it cannot be opened or is larger than 1 GiB; what comes later throws
     *     {@link java.io.UncheckedIOException}
     */
    static Stream<String> lines(Path file) {
        requireFile(file, MOST_LINES);
        try {
            return Files.lines(file);
        } catch (IOException e) {
            throw RecordErrors.unreadable(file, IoMessages.of(e), e);
        }
    }

    private static void requireFile(Path file, long most) {
        try {
            RegularFile.require(file);
        } catch (IOException e) {
            throw RecordErrors.unreadable(file, IoMessages.of(e), e);
        }
        if (file.toFile().length() > most) {
            throw RecordErrors.unreadable(
                    file,
                    "it has %d bytes, more than the %d that are read"
                            .formatted(file.toFile().length(), most),
                    null);
        }
    }
}
