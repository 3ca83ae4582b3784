package org.exeunt.config.plugins;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.exeunt.api.plugin.Plugin;

/**
 * Reads the service files of a class loader, with the syntax of {@link java.util.ServiceLoader}.
 *
 * <p>{@code ServiceLoader} is not used: after an invalid line it skips the rest of the file, and it does not report
 * which jar declares a class that cannot be found.
 */
final class ServiceFiles {
    static final String NAME = "META-INF/services/" + Plugin.class.getName();

    private ServiceFiles() {}

    /** Returns all entries, files in class-path order; files that cannot be read are passed to {@code broken}. */
    static List<ServiceEntry> read(ClassLoader loader, Consumer<BrokenPlugin> broken) {
        List<ServiceEntry> entries = new ArrayList<>();
        for (URL file : files(loader)) {
            try {
                lines(file).forEach(line -> entries.add(new ServiceEntry(line, file)));
            } catch (IOException | UncheckedIOException e) {
                broken.accept(unreadable(file, e));
            }
        }
        return entries;
    }

    private static List<URL> files(ClassLoader loader) {
        try {
            // a class loader and its parent may both contain the same jar
            Set<String> seen = new LinkedHashSet<>();
            List<URL> files = new ArrayList<>();
            for (URL file : Collections.list(loader.getResources(NAME))) {
                if (seen.add(file.toString())) {
                    files.add(file);
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the service files of the class path", e);
        }
    }

    private static Set<String> lines(URL file) throws IOException {
        URLConnection connection = file.openConnection();
        connection.setUseCaches(false); // a cached jar stays open, and on Windows locked
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
            Set<String> lines = new LinkedHashSet<>();
            reader.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .forEach(lines::add);
            return lines;
        }
    }

    private static BrokenPlugin unreadable(URL file, Exception failure) {
        return new BrokenPlugin(
                NAME,
                Optional.empty(),
                Optional.empty(),
                PluginOrigin.containing(file, NAME),
                "it cannot be read: " + FailureMessages.of(failure),
                Optional.of(failure));
    }
}
