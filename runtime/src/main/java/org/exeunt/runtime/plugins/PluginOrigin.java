package org.exeunt.runtime.plugins;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/**
 * The jar or folder a plugin comes from.
 *
 * @param place file name of a jar, whole path of a folder
 * @param title the jar's {@code Implementation-Title}, empty if it has none
 * @param version the jar's {@code Implementation-Version}, empty if it has none
 */
public record PluginOrigin(String place, String title, String version) {
    private static final String UNKNOWN_PLACE = "an unknown place";

    static PluginOrigin of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String place = source == null || source.getLocation() == null ? UNKNOWN_PLACE : place(source.getLocation());
        Package home = type.getPackage();
        return new PluginOrigin(
                place, orEmpty(home.getImplementationTitle()), orEmpty(home.getImplementationVersion()));
    }

    /** Returns where {@code resource}, a file inside a jar or below a folder, was found. */
    static PluginOrigin holding(URL resource, String name) {
        String address = resource.toString();
        if (address.startsWith("jar:") && address.contains("!/")) {
            address = address.substring("jar:".length(), address.lastIndexOf("!/"));
        } else if (address.endsWith(name)) {
            address = address.substring(0, address.length() - name.length());
        }
        return new PluginOrigin(place(address), "", "");
    }

    /** Returns title and version if the jar tells them, else its place. */
    public String label() {
        if (version.isEmpty()) {
            return place;
        }
        return title.isEmpty() ? place + " " + version : title + " " + version;
    }

    private static String place(URL location) {
        return place(location.toString());
    }

    private static String place(String address) {
        try {
            Path path = Path.of(new URI(address));
            return Files.isDirectory(path)
                    ? path.toString()
                    : path.getFileName().toString();
        } catch (URISyntaxException | RuntimeException e) {
            return address; // not a file of this machine: its address says most
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
