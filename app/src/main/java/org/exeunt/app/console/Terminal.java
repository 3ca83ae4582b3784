package org.exeunt.app.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.runtime.federation.DataFolder;
import org.exeunt.runtime.store.codec.RecordJson;

/**
 * The streams of a command: results are written to {@code out}, everything else to {@code err}, and answers of the user
 * are read from the input if it is interactive.
 */
public final class Terminal {
    /** A standard stream of the process; the launcher names those that are terminals. */
    public enum Standard {
        /** Standard input. */
        IN,
        /** Standard error. */
        ERR
    }

    private final ConsoleStream out;
    private final ConsoleStream err;
    private final Optional<BufferedReader> answers;
    private boolean quiet;

    /**
     * Creates a terminal.
     *
     * @param answers of the user; empty if no questions can be asked
     */
    public Terminal(ConsoleStream out, ConsoleStream err, Optional<BufferedReader> answers) {
        this.out = out;
        this.err = err;
        this.answers = answers;
    }

    /**
     * Returns whether a standard stream of this process is a terminal: according to the property {@code
     * exeunt.terminal}, the list of such streams by the launcher, or else if the JVM has a console.
     */
    public static boolean isTerminal(Standard stream) {
        String streams = System.getProperty("exeunt.terminal");
        return streams == null
                ? System.console() != null
                : streams.contains(stream.name().toLowerCase(Locale.ROOT));
    }

    /** Sets whether progress and notes are omitted; warnings and errors are not. */
    public void setQuiet(boolean quiet) {
        this.quiet = quiet;
    }

    /** Returns the stream of results. */
    public ConsoleStream out() {
        return out;
    }

    /** Returns the stream of everything else. */
    public ConsoleStream err() {
        return err;
    }

    /** Prints a note, unless these are omitted. */
    public void note(String sentence) {
        if (!quiet) {
            err.println(sentence);
        }
    }

    /** Prints a warning. */
    public void warn(String sentence) {
        status().warn(sentence);
    }

    /** Prints an error. */
    public void error(String code, String message) {
        err.println(code + "  " + message);
    }

    /** Returns whether the user can be asked. */
    public boolean isInteractive() {
        return answers.isPresent();
    }

    /** Prints a question and returns the answer without surrounding blanks; empty at the end of the input. */
    public String ask(String question) {
        err.print(question + " ");
        err.flush();
        try {
            return Objects.requireNonNullElse(answers.orElseThrow().readLine(), "")
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns an empty status line on {@code err}, as wide as the launcher's {@code exeunt.columns} property reports.
     */
    public StatusLine status() {
        String columns = System.getProperty("exeunt.columns", "");
        return new StatusLine(
                err,
                !quiet && isTerminal(Standard.ERR),
                columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : StatusLine.DEFAULT_COLUMNS,
                quiet);
    }

    /** Prints a value as the JSON that files of runs have; maps are sorted by key. */
    public void json(Object value) {
        out.print(new RecordJson().pretty(value instanceof Map<?, ?> map ? new TreeMap<>(map) : value));
    }

    /** Prints lines of results. */
    public void lines(Iterable<String> lines) {
        lines.forEach(out::println);
    }

    /** Returns the context of plugins that are created by commands other than {@code run}. */
    public PluginContext context() {
        return new PluginContext() {
            @Override
            public Path resolve(Path path) {
                return DataFolder.resolve(Path.of(""), path).toAbsolutePath();
            }

            @Override
            public void warn(String sentence) {
                Terminal.this.warn(sentence);
            }
        };
    }
}
