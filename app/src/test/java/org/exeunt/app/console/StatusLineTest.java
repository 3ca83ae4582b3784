package org.exeunt.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusLineTest {
    static IntStream widths() {
        return IntStream.rangeClosed(20, 200);
    }

    @ParameterizedTest
    @MethodSource("widths")
    void longTextsNeverWrap(int columns) {
        Screen screen = new Screen(columns);
        StatusLine status = new StatusLine(screen.out(), true, columns, false);
        for (int length = 1; length <= 250; length++) {
            status.show("x".repeat(length));
        }
        assertThat(screen.rows()).containsExactly("x".repeat(columns - 1));
        status.println("kept");
        status.show("short");
        assertThat(screen.rows()).containsExactly("kept", "short");
        status.clear();
        status.println("last");
        assertThat(screen.rows()).containsExactly("kept", "last", "");
    }

    @Test
    void keptTextStaysAboveTheNextText() {
        Screen screen = new Screen(80);
        StatusLine status = new StatusLine(screen.out(), true, 80, false);
        status.show("first");
        status.keep();
        status.show("second");
        assertThat(screen.rows()).containsExactly("first", "second");
    }

    @Test
    void wideCharactersCountTwice() {
        Screen screen = new Screen(80);
        new StatusLine(screen.out(), true, 20, false).show("\u6570".repeat(30));
        assertThat(screen.rows()).containsExactly("\u6570".repeat(9));
    }

    @Test
    void outputWithoutTerminalHasWholeLines() {
        Screen screen = new Screen(300);
        StatusLine status = new StatusLine(screen.out(), false, 20, false);
        status.show("changes");
        status.println("y".repeat(100));
        status.keep();
        status.clear();
        assertThat(screen.rows()).containsExactly("y".repeat(100), "");
    }
}
