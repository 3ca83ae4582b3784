package org.exeunt.app.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.runtime.federation.DataFolder;

/**
 * The streams of a command: results are written to {@code out}, everything else to {@code err}, and answers of the user
 * are read from the input if it is interactive.
 */
public final class Terminal {
    /** When output is coloured. */
    public enum Color {
        /** If standard error is a terminal, unless {@code NO_COLOR} or {@code CLICOLOR_FORCE} decides. */
        AUTO,
        /** Always. */
        ALWAYS,
        /** Never. */
        NEVER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A standard stream of the process; the launcher names those that are terminals. */
    public enum Standard {
        /** Standard input. */
        IN,
        /** Standard error. */
        ERR
    }

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);

    private final ConsoleStream out;
    private final ConsoleStream err;
    private final Optional<BufferedReader> answers;
    private boolean quiet;
    private Color color = Color.AUTO;

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
     * exeunt.terminal}, the list of such streams by the launcher, or else to the console of the JVM.
     */
    public static boolean isTerminal(Standard stream) {
        String streams = System.getProperty("exeunt.terminal");
        return streams == null
                ? isTerminal(System.console())
                : streams.contains(stream.name().toLowerCase(Locale.ROOT));
    }

    /** Before JDK 22 there is a console only if input and output are terminals; since then it can be asked. */
    private static boolean isTerminal(Console console) {
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Sets whether progress and notes are omitted; warnings and errors are not. */
    public void setQuiet(boolean quiet) {
        this.quiet = quiet;
    }

    /** Sets when output is coloured. */
    public void setColor(Color color) {
        this.color = color;
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
        if (isColored()) {
            err.printStyled(ConsoleStream.Style.ERROR, code);
        } else {
            err.print(code);
        }
        err.println("  " + message);
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

    private boolean isColored() {
        return isColored(color, System.getenv(), isTerminal(Standard.ERR));
    }

    static boolean isColored(Color color, Map<String, String> environment, boolean terminal) {
        if (color != Color.AUTO) {
            return color == Color.ALWAYS;
        }
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        String forced = environment.getOrDefault("CLICOLOR_FORCE", "0");
        return !forced.isEmpty() && !forced.equals("0") || terminal && !"dumb".equals(environment.get("TERM"));
    }

    /**
     * Returns an empty status line on {@code err}, as wide as the launcher's {@code exeunt.columns} property reports.
     */
    public StatusLine status() {
        String columns = System.getProperty("exeunt.columns", "");
        return new StatusLine(
                        err,
                        !quiet && isTerminal(Standard.ERR),
                        columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : StatusLine.DEFAULT_COLUMNS)
                .with(quiet, isColored());
    }

    /** Prints a value as JSON. */
    public void json(Object value) {
        try {
            out.println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
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
