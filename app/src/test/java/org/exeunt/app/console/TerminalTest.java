package org.exeunt.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.exeunt.app.console.Terminal.Standard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final Screen out = new Screen(80);
    private final Screen err = new Screen(80);
    private final Terminal terminal = new Terminal(
            ConsoleStream.to(out.out()),
            ConsoleStream.to(err.out()),
            Optional.of(new BufferedReader(new StringReader(" yes \n"))));

    @AfterEach
    void withoutProperty() {
        System.clearProperty("exeunt.terminal");
    }

    @Test
    void launcherNamesTheTerminals() {
        System.setProperty("exeunt.terminal", "in");
        assertThat(Terminal.isTerminal(Standard.IN)).isTrue();
        assertThat(Terminal.isTerminal(Standard.ERR)).isFalse();
        System.setProperty("exeunt.terminal", "in,err");
        assertThat(Terminal.isTerminal(Standard.ERR)).isTrue();
        System.setProperty("exeunt.terminal", "");
        assertThat(Terminal.isTerminal(Standard.IN)).isFalse();
    }

    @Test
    void warningsAndErrorsAreLines() {
        terminal.warn("two\nlines \u001b[2K");
        terminal.error("CONFIG-01", "wrong");
        assertThat(err.rows()).containsExactly("warning: two\\u000alines \\u001b[2K", "CONFIG-01  wrong", "");
    }

    @Test
    void quietKeepsWarningsAndResults() {
        terminal.setQuiet(true);
        terminal.note("a note");
        terminal.status().println("progress");
        terminal.status().show("more progress");
        terminal.warn("attention");
        terminal.lines(List.of("result"));
        assertThat(err.rows()).containsExactly("warning: attention", "");
        assertThat(out.rows()).containsExactly("result", "");
    }

    @Test
    void answersAreStripped() {
        assertThat(terminal.ask("really?")).isEqualTo("yes");
        assertThat(terminal.ask("still?")).as("end of the input").isEmpty();
        assertThat(err.rows()).containsExactly("really? still?");
    }
}
