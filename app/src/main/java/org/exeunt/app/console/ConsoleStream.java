package org.exeunt.app.console;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A stream to a console that escapes control sequences, so that no text can move the cursor or colour, hide or reorder
 * output: all text passes {@link VisibleText} as UTF-8. Only {@link #clearLine} sends a control sequence.
 */
public final class ConsoleStream extends PrintStream {
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream target;

    private ConsoleStream(PrintStream target) {
        super(new Encoder(target), true, StandardCharsets.UTF_8);
        this.target = target;
    }

    /** Returns a stream that writes to the given one; the given one itself if it is a {@code ConsoleStream}. */
    public static ConsoleStream to(PrintStream target) {
        return target instanceof ConsoleStream console ? console : new ConsoleStream(target);
    }

    /** Flushes, and returns whether text could not be written to the target. */
    @Override
    public boolean checkError() {
        return super.checkError() || target.checkError();
    }

    /** Clears the current line of a terminal. */
    void clearLine() {
        flush();
        target.print(CLEAR_LINE);
    }

    /** Decodes UTF-8; writes may end within a character. */
    private static final class Encoder extends OutputStream {
        private final PrintStream target;
        private final CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private ByteBuffer rest = ByteBuffer.allocate(0);

        Encoder(PrintStream target) {
            this.target = target;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            ByteBuffer all = ByteBuffer.allocate(rest.remaining() + length)
                    .put(rest)
                    .put(bytes, offset, length)
                    .flip();
            CharBuffer text = CharBuffer.allocate(all.remaining());
            decoder.decode(all, text, false);
            rest = all;
            target.print(VisibleText.lines(text.flip().toString()));
        }

        @Override
        public void flush() {
            target.flush();
        }
    }
}
