package org.exeunt.runtime.store.files;

import java.io.IOException;
import java.io.Reader;
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
        return read(file, MAX_TEXT_BYTES, () -> Files.readString(file));
    }

    /**
     * Returns the lines of a file of any size as a lazy stream, which must be closed.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the file cannot be opened; later failures throw {@link
     *     java.io.UncheckedIOException}
     */
    public static Stream<String> lines(Path file) {
        return read(file, Long.MAX_VALUE, () -> Files.lines(file));
    }

    /**
     * Returns a reader of a file, which must be closed.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-23 if the file cannot be opened or is larger than 1 GiB
     */
    public static Reader reader(Path file) {
        return read(file, MAX_BYTES, () -> Files.newBufferedReader(file));
    }

    private static <T> T read(Path file, long maximum, OwnFiles.Query<T> reading) {
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
