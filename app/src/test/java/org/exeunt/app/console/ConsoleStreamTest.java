package org.exeunt.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** No method of printing lets text control the terminal. */
class ConsoleStreamTest {
    private static final String HOSTILE = "a\u001b[2Jb\rc\u0007d\u009b1me\u202ef\u2066g\u200bh\u2028i\u007fj";
    private static final String SHOWN =
            "a\\u001b[2Jb\\u000dc\\u0007d\\u009b1me\\u202ef\\u2066g\\u200bh\\u2028i\\u007fj";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ConsoleStream console = ConsoleStream.to(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    private String printed() {
        String text = bytes.toString(StandardCharsets.UTF_8);
        bytes.reset();
        return text.replace(System.lineSeparator(), "\n");
    }

    @Test
    void everyMethodOfPrintingEncodes() throws IOException {
        console.print(HOSTILE);
        assertThat(printed()).isEqualTo(SHOWN);
        console.println(HOSTILE);
        assertThat(printed()).isEqualTo(SHOWN + "\n");
        console.println((Object) HOSTILE);
        assertThat(printed()).isEqualTo(SHOWN + "\n");
        console.print(HOSTILE.toCharArray());
        assertThat(printed()).isEqualTo(SHOWN);
        console.printf("%s%n", HOSTILE);
        assertThat(printed()).isEqualTo(SHOWN + "\n");
        console.append(HOSTILE).append('\u001b');
        assertThat(printed()).isEqualTo(SHOWN + "\\u001b");
        console.write(HOSTILE.getBytes(StandardCharsets.UTF_8));
        console.write(27);
        assertThat(printed()).isEqualTo(SHOWN + "\\u001b");
        new PrintWriter(console, true, StandardCharsets.UTF_8).println(HOSTILE);
        assertThat(printed()).isEqualTo(SHOWN + "\n");
        new IllegalStateException(HOSTILE).printStackTrace(console);
        assertThat(printed()).startsWith("java.lang.IllegalStateException: " + SHOWN + "\n\tat ");
    }

    @Test
    void otherTextStaysAsItIs() {
        String text = "Größe 大きさ 😀 e\u0301 100 %\n\tsecond line" + System.lineSeparator();
        console.print(text);
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void charactersMayArriveInPieces() {
        for (byte piece : "ä大😀\u202e".getBytes(StandardCharsets.UTF_8)) {
            console.write(piece);
        }
        assertThat(printed()).isEqualTo("ä大😀\\u202e");
    }

    @Test
    void onlyTheProgressLineIsEmptied() {
        console.print("50 %");
        console.clearLine();
        console.print("\r\u001b[2K");
        assertThat(printed()).isEqualTo("50 %\r\u001b[2K\\u000d\\u001b[2K");
    }

    @Test
    void wrappedOnceOnly() {
        assertThat(ConsoleStream.to(console)).isSameAs(console);
    }
}
