package org.exeunt.runtime.store.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.exeunt.api.data.Sha256;

/**
 * A text file that grows line by line. Appended lines are visible to other processes immediately; {@link #flush} and
 * {@link #close} flush them to disk.
 *
 * <p>Writing to an open file that was removed or replaced causes no error, but the data are lost. Therefore every
 * append checks that the file of this name has grown, too.
 */
public final class AppendOnlyFile implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private final MessageDigest digest;

    private AppendOnlyFile(Path file, long length, MessageDigest digest, OpenOption... options) throws IOException {
        this.file = file;
        this.channel = OwnFiles.open(file, options).truncate(length).position(length);
        this.out = Channels.newOutputStream(channel);
        this.digest = digest;
    }

    /** Creates a file; it must not exist yet. */
    public static AppendOnlyFile create(Path file) {
        return OwnFiles.attempt(
                file,
                () -> new AppendOnlyFile(
                        file, 0, Sha256.digest(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /**
     * Opens a file to append to the bytes it had at a checkpoint; later bytes are truncated.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-27 if the file does not start with those bytes any more
     */
    public static AppendOnlyFile resume(Path directory, FileChecksum written) {
        Path file = directory.resolve(written.name());
        MessageDigest digest = Sha256.digest();
        OwnFiles.requireReplaceable(file);
        written.differenceOfPrefix(file, digest).ifPresent(difference -> {
            throw RecordErrors.altered(file, difference);
        });
        return OwnFiles.attempt(
                file, () -> new AppendOnlyFile(file, written.bytes(), digest, StandardOpenOption.WRITE));
    }

    /** Flushes all lines so far to disk, and returns their checksum. */
    public FileChecksum flush() {
        return OwnFiles.attempt(file, () -> {
            channel.force(true);
            return new FileChecksum(file.getFileName().toString(), channel.position(), Sha256.of(digest));
        });
    }

    /** Appends lines in a single write, each terminated by a line feed. */
    public void append(Iterable<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        OwnFiles.attempt(file, () -> {
            out.write(bytes);
            digest.update(bytes);
            requireUnmodified();
        });
    }

    /** Checks that the file of this name has the length of the open one. */
    private void requireUnmodified() throws IOException {
        if (Files.notExists(file) || Files.size(file) != channel.position()) {
            throw RecordErrors.modified(file, "was removed or modified while it was being written");
        }
    }

    @Override
    public void close() {
        OwnFiles.attempt(file, () -> {
            try (channel) {
                if (channel.isOpen()) {
                    channel.force(true);
                }
            }
        });
    }
}
