package org.exeunt.app.arguments;

import java.util.function.Supplier;
import org.exeunt.app.console.Terminal;
import picocli.CommandLine.Option;

/** The option {@code --json} of commands whose result is either text or JSON. */
public final class JsonOption {
    @Option(names = "--json", description = "Print JSON.")
    private boolean given;

    /** Returns whether the option is given. */
    public boolean isGiven() {
        return given;
    }

    /** Prints a result: the value as JSON if the option is given, otherwise the lines. */
    public void print(Terminal terminal, Object value, Supplier<? extends Iterable<String>> lines) {
        if (given) {
            terminal.json(value);
        } else {
            terminal.lines(lines.get());
        }
    }
}
