package org.exeunt.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.app.console.Terminal.Color;
import org.exeunt.app.console.Terminal.Standard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({
        // NO_COLOR, CLICOLOR_FORCE, TERM, terminal, coloured
        "'', '', xterm, true, true",
        "'', '', xterm, false, false",
        "'', '', dumb, true, false",
        "1, 1, xterm, true, false",
        "'', 1, xterm, false, true",
        "'', 0, xterm, false, false",
        "'', 0, xterm, true, true"
    })
    void environmentDecidesOnColor(String none, String forced, String type, boolean tty, boolean colored) {
        Map<String, String> environment = Map.of("NO_COLOR", none, "CLICOLOR_FORCE", forced, "TERM", type);

        assertThat(Terminal.isColored(Color.AUTO, environment, tty)).isEqualTo(colored);
        assertThat(Terminal.isColored(Color.ALWAYS, environment, tty)).isTrue();
        assertThat(Terminal.isColored(Color.NEVER, environment, tty)).isFalse();
    }

    @Test
    void colorSurroundsTheWordAlone() {
        terminal.setColor(Color.ALWAYS);
        terminal.warn("two\nlines \u001b[2K");
        terminal.error("CONFIG-01", "wrong");
        assertThat(err.rows())
                .containsExactly(
                        "\u001b[33mwarning:\u001b[0m two\\u000alines \\u001b[2K",
                        "\u001b[31mCONFIG-01\u001b[0m  wrong",
                        "");
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
