package org.exeunt.runtime.remote;

import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A message in a pipe between a run and a worker process: a start mark, its kind, the number of bytes, and the bytes.
 * Memory is allocated as bytes arrive, not by the announced number.
 */
record Message(Kind kind, byte[] bytes) {
    /** Pattern of the first bytes of a message, which are {@link #MARK} and its kind, in a text. */
    static final String START = "Exeu\\p{Cntrl}";

    private static final int MARK = 0x4578_6575;
    private static final int HEADER_BYTES = 9;
    private static final String SEPARATOR = "\0";

    /** The kinds of messages; those of the run first. */
    enum Kind {
        /** Working directory and configuration; the first message of the run. */
        OPEN,
        /** A task to train. */
        TRAIN,
        /** A task to evaluate. */
        EVALUATE,
        /** The fingerprint: names and values; the answer to {@link #OPEN}. */
        READY,
        /** The result of a task. */
        RESULT,
        /** An exception in place of an answer, as {@link RemoteFailure} encodes it. */
        EXCEPTION,
        /** A warning, before an answer. */
        WARNING
    }

    static Message of(Kind kind, List<String> texts) {
        return new Message(kind, String.join(SEPARATOR, texts).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the texts of a message, the last of which may contain anything. */
    List<String> texts(int limit) {
        return List.of(new String(bytes, StandardCharsets.UTF_8).split(SEPARATOR, limit));
    }

    void write(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(MARK);
        data.writeByte(kind.ordinal());
        data.writeInt(bytes.length);
        data.write(bytes);
        data.flush();
    }

    /**
     * Reads a message. If the next bytes are none, they can be read from {@code in} after the exception.
     *
     * @param in supports marks
     */
    static Message read(InputStream in) throws IOException {
        in.mark(HEADER_BYTES);
        byte[] read = in.readNBytes(HEADER_BYTES);
        if (read.length == 0) {
            throw new EOFException("the pipe ended");
        }
        ByteBuffer header = ByteBuffer.wrap(Arrays.copyOf(read, HEADER_BYTES));
        int mark = header.getInt();
        int kind = header.get();
        int length = header.getInt();
        if (read.length < HEADER_BYTES || mark != MARK || kind < 0 || kind >= Kind.values().length || length < 0) {
            in.reset();
            throw new IOException("it printed to standard output, which carries results");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the pipe ended within a message");
        }
        return new Message(Kind.values()[kind], bytes);
    }
}
