package org.exeunt.runtime.store.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.IoMessages;

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
        if (!name.matches(NAME) || bytes < 0 || !sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "'%s', %d bytes, SHA-256 '%s': not the checksum of a file below a run's directory"
                            .formatted(name, bytes, sha256));
        }
    }

    /** Returns the checksum of a file with the given content. */
    public static FileChecksum of(String name, byte[] content) {
        return new FileChecksum(name, content.length, Sha256.of(content));
    }

    /** Returns how a file differs, as the predicate of a sentence; empty if it consists of exactly these bytes. */
    public Optional<String> difference(Path file) {
        return differenceOfLength(file).or(() -> differenceOfPrefix(file, Sha256.digest()));
    }

    /** Returns how the length of a file differs, as the predicate of a sentence, without reading it. */
    public Optional<String> differenceOfLength(Path file) {
        return check(() -> {
            RegularFile.require(file);
            return Optional.of(Files.size(file)).filter(found -> found != bytes).map(this::lengths);
        });
    }

    /**
     * Returns how the start of a file differs, as the predicate of a sentence; empty if it starts with these bytes.
     *
     * @param digest is updated with the bytes read
     */
    public Optional<String> differenceOfPrefix(Path file, MessageDigest digest) {
        return check(() -> {
            try (InputStream in = RegularFile.open(file)) {
                byte[] piece = new byte[BUFFER];
                for (long read = 0; read < bytes; ) {
                    int count = in.readNBytes(piece, 0, (int) Math.min(piece.length, bytes - read));
                    if (count == 0) {
                        return Optional.of(lengths(read));
                    }
                    digest.update(piece, 0, count);
                    read += count;
                }
                String place = in.read() < 0 ? "" : " in its first %,d bytes".formatted(bytes);
                return Optional.of(Sha256.of(digest))
                        .filter(sum -> !sum.equals(sha256))
                        .map(sum -> "has SHA-256 %.12s…%s; expected %.12s…".formatted(sum, place, sha256));
            }
        });
    }

    private static Optional<String> check(OwnFiles.Query<Optional<String>> check) {
        try {
            return check.run();
        } catch (IOException e) {
            return Optional.of("cannot be read: " + IoMessages.of(e));
        }
    }

    private String lengths(long found) {
        return "has %,d bytes; expected %,d".formatted(found, bytes);
    }
}
