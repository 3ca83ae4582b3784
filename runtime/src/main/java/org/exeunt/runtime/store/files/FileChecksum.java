package org.exeunt.runtime.store.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.data.Sha256;

/**
 * Length and checksum of a file of a run, or of its first bytes.
 *
 * @param name of the file, relative to the run's directory, with {@code /} between folders
 * @param bytes the length
 * @param sha256 of these bytes, in lower-case hexadecimal digits
 */
public record FileChecksum(String name, long bytes, String sha256) {
    private static final int BUFFER = 1 << 16;

    /** Letters, digits, '-', '_' and '.', no part starting with '.': never a file outside the directory. */
    private static final String NAME = "[\\w-][\\w.-]*(/[\\w-][\\w.-]*)*";

    public FileChecksum {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "'%s' is not the name of a file below a run's directory".formatted(name));
        }
        if (bytes < 0 || !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("%s: %d bytes, SHA-256 '%s'; expected a length and 64 hexadecimal digits"
                    .formatted(name, bytes, sha256));
        }
    }

    /** Returns the checksum of a file with the given content. */
    public static FileChecksum of(String name, byte[] content) {
        return new FileChecksum(name, content.length, Sha256.of(content));
    }

    /**
     * Returns how a file differs, as the predicate of a sentence; empty if it consists of exactly these bytes.
     *
     * @param file its present path
     */
    public Optional<String> difference(Path file) throws IOException {
        Optional<String> difference = differenceOfLength(file);
        return difference.isPresent() ? difference : differenceOfPrefix(file, Sha256.digest());
    }

    /** Returns how the length of a file differs, as the predicate of a sentence, without reading it. */
    public Optional<String> differenceOfLength(Path file) throws IOException {
        long found = length(file);
        return found == bytes ? Optional.empty() : Optional.of(lengths(found));
    }

    /**
     * Returns how the start of a file differs, as the predicate of a sentence; empty if it starts with these bytes.
     *
     * @param digest is updated with the bytes read
     */
    public Optional<String> differenceOfPrefix(Path file, MessageDigest digest) throws IOException {
        long found = length(file);
        if (found < bytes) {
            return Optional.of(lengths(found));
        }
        try (InputStream in = RegularFile.open(file)) {
            byte[] piece = new byte[BUFFER];
            for (long remaining = bytes; remaining > 0; ) {
                int read = in.read(piece, 0, (int) Math.min(piece.length, remaining));
                if (read < 0) {
                    return Optional.of(lengths(bytes - remaining));
                }
                digest.update(piece, 0, read);
                remaining -= read;
            }
        }
        String sum = Sha256.of(digest);
        return sum.equals(sha256)
                ? Optional.empty()
                : Optional.of("has SHA-256 %.12s…%s; expected %.12s…"
                        .formatted(sum, found == bytes ? "" : " in its first %,d bytes".formatted(bytes), sha256));
    }

    private static long length(Path file) throws IOException {
        RegularFile.require(file);
        return Files.size(file);
    }

    private String lengths(long found) {
        return "has %,d bytes; expected %,d".formatted(found, bytes);
    }
}
