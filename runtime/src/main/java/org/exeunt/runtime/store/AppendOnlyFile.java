package org.exeunt.runtime.store;

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
import org.exeunt.api.data.OwnFiles;
import org.exeunt.api.error.IoMessages;

/**
 * A text file that grows line by line; every append can be seen by others at once, {@link #close} makes all of it durable.
 *
 * <p>A file that is removed while it is open can be written on without an error, and what is written is lost: so after every append it is looked up by
 * its name.
 */
final class AppendOnlyFile implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private final Object key;
    private final MessageDigest digest;

    /** Starts a file that does not exist yet. */
    AppendOnlyFile(Path file) {
        this(file, 0, Sha256.begin(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private AppendOnlyFile(Path file, long length, MessageDigest digest, OpenOption... options) {
        this.file = file;
        this.digest = digest;
        try {
            channel = OwnFiles.open(file, options);
            channel.truncate(length).position(length);
            key = attributes().fileKey();
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
        out = Channels.newOutputStream(channel);
    }

    /**
     * Continues a file after the bytes that it had at a checkpoint; what follows them is cut off.
     *
     * @throws org.exeunt.api.error.ExeuntException DATA-27 if they are not there any more
     */
    static AppendOnlyFile resume(Path directory, FileChecksum written) {
        Path file = directory.resolve(written.name());
        MessageDigest digest = Sha256.begin();
        OwnFiles.requireReplaceable(file);
        try {
            written.differenceOfBeginning(file, digest).ifPresent(difference -> {
                throw RecordErrors.altered(file, difference);
            });
        } catch (IOException e) {
            throw RecordErrors.altered(file, "cannot be read: " + IoMessages.of(e));
        }
        return new AppendOnlyFile(file, written.bytes(), digest, StandardOpenOption.WRITE);
    }

    /** Flushes all lines so far to disk, and returns their checksum. */
    FileChecksum flushed() {
        try {
            channel.force(true);
            return new FileChecksum(file.getFileName().toString(), channel.position(), Sha256.soFar(digest));
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
    }

    /** Writes whole lines in one go, each ended by a line feed. */
    void append(Iterable<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        try {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            out.write(bytes);
            digest.update(bytes);
            requireUndisturbed();
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
    }

    /** Requires that the file of this name is the one that is written, and has nothing that was not written here. */
    private void requireUndisturbed() throws IOException {
        try {
            BasicFileAttributes found = attributes();
            if (!Objects.equals(found.fileKey(), key)) {
                throw RecordErrors.disturbed(file, "was put in the place of the one being written");
            }
            if (found.size() != channel.position()) {
                throw RecordErrors.disturbed(
                        file, "has %d bytes where %d were written".formatted(found.size(), channel.position()));
            }
        } catch (NoSuchFileException e) {
            throw RecordErrors.disturbed(file, "was removed while it was being written");
        }
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() {
        try (channel) {
            if (channel.isOpen()) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
    }
}
