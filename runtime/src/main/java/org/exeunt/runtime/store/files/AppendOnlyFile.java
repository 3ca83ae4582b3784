package org.exeunt.runtime.store.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Objects;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.error.IoMessages;

/**
 * A text file that grows line by line. Appended lines are visible to other processes immediately; {@link #flush} and
 * {@link #close} flush them to disk.
 *
 * <p>Writing to an open file that was removed causes no error, but the data are lost. Therefore every append checks
 * that the file of this name is still the open one.
 */
public final class AppendOnlyFile implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private final Object key;
    private final MessageDigest digest;

    private AppendOnlyFile(Path file, long length, MessageDigest digest, OpenOption... options) throws IOException {
        this.file = file;
        this.channel = OwnFiles.open(file, options).truncate(length).position(length);
        this.out = Channels.newOutputStream(channel);
        this.digest = digest;
        this.key = attributes().fileKey();
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
        try {
            written.differenceOfPrefix(file, digest).ifPresent(difference -> {
                throw RecordErrors.altered(file, difference);
            });
        } catch (IOException e) {
            throw RecordErrors.altered(file, "cannot be read: " + IoMessages.of(e));
        }
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

    /** Checks that the file of this name is the open one and contains only what was written here. */
    private void requireUnmodified() throws IOException {
        BasicFileAttributes found;
        try {
            found = attributes();
        } catch (NoSuchFileException e) {
            throw RecordErrors.modified(file, "was removed while it was being written");
        }
        if (!Objects.equals(found.fileKey(), key) || found.size() != channel.position()) {
            throw RecordErrors.modified(file, "was modified or replaced while it was being written");
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
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
