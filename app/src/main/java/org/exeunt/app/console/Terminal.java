package org.exeunt.app.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Path;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.runtime.federation.DataFolder;

/** The output streams of a command: results are written to {@code out}, everything else to {@code err}. */
public record Terminal(ConsoleStream out, ConsoleStream err) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);

    /**
     * Returns whether output goes to an interactive terminal: the launcher's {@code exeunt.terminal} property or,
     * without it, whether the JVM has a console.
     */
    public static boolean isInteractive() {
        String property = System.getProperty("exeunt.terminal");
        return property == null ? System.console() != null : Boolean.parseBoolean(property);
    }

    /**
     * Returns an empty status line on {@code err}, as wide as the launcher's {@code exeunt.columns} property reports.
     */
    public StatusLine status() {
        String columns = System.getProperty("exeunt.columns", "");
        return new StatusLine(
                err,
                isInteractive(),
                columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : StatusLine.DEFAULT_COLUMNS);
    }

    public void json(Object value) {
        try {
            out.println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value, e);
        }
    }

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
                err.println("warning: " + VisibleText.line(sentence));
            }
        };
    }
}
