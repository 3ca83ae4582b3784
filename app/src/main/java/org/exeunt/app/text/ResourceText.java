package org.exeunt.app.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads text files of the class path. */
public final class ResourceText {
    private ResourceText() {}

    /**
     * Returns the content of a file with line feeds on every system.
     *
     * @param name absolute, or relative to the package of {@code type}
     * @throws IllegalStateException if the class path lacks the file
     */
    public static String of(Class<?> type, String name) {
        try (InputStream in = type.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
