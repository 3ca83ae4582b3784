package org.exeunt.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A class loader with a service file that contains exactly the plugins of given lists, independent of the class path of the
 * tests.
 */
public final class PluginClassLoader extends ClassLoader {
    private static final String SERVICES = "META-INF/services/org.exeunt.api.plugin.Plugins";

    private final URL serviceFile;

    private PluginClassLoader(URL serviceFile) {
        super(PluginClassLoader.class.getClassLoader());
        this.serviceFile = serviceFile;
    }

    /** Returns a class loader with the plugins of these lists. */
    public static ClassLoader of(Class<?>... lists) {
        try {
            Path file = Files.createTempFile("plugins", "");
            file.toFile().deleteOnExit();
            Files.writeString(file, Arrays.stream(lists).map(Class::getName).collect(Collectors.joining("\n")));
            return new PluginClassLoader(file.toUri().toURL());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.equals(SERVICES) ? Collections.enumeration(List.of(serviceFile)) : super.getResources(name);
    }
}
