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
 * The service files of a class loader, read by the rules of {@link java.util.ServiceLoader}.
 *
 * <p>Not read by {@code ServiceLoader} itself: one bad line makes it skip the rest of that file, and it does not say which jar announced a
 * class it cannot find.
 */
final class ServiceFiles {
    static final String NAME = "META-INF/services/" + Plugin.class.getName();

    private ServiceFiles() {}

    /** Returns all lines that announce something, files in class-path order; a file that cannot be read is told to {@code broken}. */
    static List<ServiceEntry> read(ClassLoader loader, Consumer<BrokenPlugin> broken) {
        List<ServiceEntry> announcements = new ArrayList<>();
        for (URL file : files(loader)) {
            try {
                lines(file).forEach(line -> announcements.add(new ServiceEntry(line, file)));
            } catch (IOException | UncheckedIOException e) {
                broken.accept(unreadable(file, e));
            }
        }
        return announcements;
    }

    private static List<URL> files(ClassLoader loader) {
        try {
            // a parent and its child may both hold one jar
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
        connection.setUseCaches(false); // a cached jar stays open, and locked on Windows
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
                PluginOrigin.holding(file, NAME),
                "it cannot be read: " + FailureMessages.of(failure),
                Optional.of(failure));
    }
}
