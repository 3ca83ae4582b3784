package org.exeunt.runtime.record;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A text file that grows line by line; every append can be seen by others at once, {@link #close} makes all of it durable. */
final class LineFile implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final OutputStream out;

    /** Begins a file that is not there yet. */
    LineFile(Path file) {
        this(file, 0, StandardOpenOption.CREATE_NEW);
    }

    private LineFile(Path file, long length, OpenOption... options) {
        this.file = file;
        try {
            Set<OpenOption> all = new HashSet<>(List.of(options));
            all.add(StandardOpenOption.WRITE);
            channel = FileChannel.open(file, all);
            channel.truncate(length).position(length);
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
        out = Channels.newOutputStream(channel);
    }

    /** Goes on with a file after so many bytes; what follows them is forgotten. */
    static LineFile goOn(Path file, long length) {
        return new LineFile(file, length);
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
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
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
