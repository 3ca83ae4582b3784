package org.exeunt.app.console;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A stream to a console on which no text can move the cursor, colour, hide or reorder what is shown: whatever is
 * written, by whichever method, passes {@link VisibleText} as UTF-8. Only {@link #clearLine} sends a control sequence.
 */
public final class ConsoleStream extends PrintStream {
    private static final String CLEAR_LINE = "\r\u001b[2K";

    private final PrintStream target;

    private ConsoleStream(PrintStream target) {
        super(new Encoder(target), true, StandardCharsets.UTF_8);
        this.target = target;
    }

    /** Returns a stream that writes to the given one, which is itself returned if it is such a stream. */
    public static ConsoleStream to(PrintStream target) {
        return target instanceof ConsoleStream console ? console : new ConsoleStream(target);
    }

    /** Empties the line of a terminal that the cursor is on. */
    void clearLine() {
        flush();
        target.print(CLEAR_LINE);
    }

    /** Text may arrive in pieces that end within a character. */
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
