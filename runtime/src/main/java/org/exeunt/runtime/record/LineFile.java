package org.exeunt.runtime.record;

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
import java.util.Objects;

/**
 * A text file that grows line by line; every append can be seen by others at once, {@link #close} makes all of it durable.
 *
 * <p>A file that is removed while it is open can be written on without an error, and what is written is lost: so after every append it is looked up by
 * its name.
 */
final class LineFile implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;
    private final Object key;

    /** Begins a file that is not there yet. */
    LineFile(Path file) {
        this(file, 0, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private LineFile(Path file, long length, OpenOption... options) {
        this.file = file;
        try {
            channel = OwnFiles.open(file, options);
            if (channel.size() < length) {
                throw RecordErrors.tooShort(file, channel.size(), length);
            }
            channel.truncate(length).position(length);
            key = attributes().fileKey();
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
        out = Channels.newOutputStream(channel);
    }

    /** Goes on with a file after so many bytes; what follows them is forgotten. */
    static LineFile goOn(Path file, long length) {
        return new LineFile(file, length, StandardOpenOption.WRITE);
    }

    /** Makes all lines so far durable, and returns how many bytes they take. */
    long length() {
        try {
            channel.force(true);
            return channel.position();
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
    }

    /** Writes whole lines in one go, each ended by a line feed. */
    void append(Iterable<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
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
