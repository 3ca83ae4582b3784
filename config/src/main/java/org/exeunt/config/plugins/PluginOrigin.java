package org.exeunt.config.plugins;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.exeunt.api.plugin.ApiVersion;

/**
 * The jar or folder a plugin comes from.
 *
 * @param place file name of a jar, whole path of a folder
 * @param title the jar's {@code Implementation-Title}, empty if it has none
 * @param version the jar's {@code Implementation-Version}, empty if it has none
 * @param apiVersion the version of the api that the jar says it was built for, {@link #API_VERSION}; empty if it has none
 */
public record PluginOrigin(String place, String title, String version, String apiVersion) {
    /** The attribute of a jar's manifest that says which version of the api it was built for; told even if no class of it can be loaded. */
    public static final String API_VERSION = "Exeunt-Api-Version";

    private static final String UNKNOWN_PLACE = "an unknown place";

    /** Returns the origin of a class. */
    public static PluginOrigin of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return new PluginOrigin(UNKNOWN_PLACE, "", "", "");
        }
        return at(source.getLocation().toString());
    }

    private static PluginOrigin at(String address) {
        // not what the class's package says: a package in two jars has the version of only one of them
        Attributes manifest = manifest(address);
        return new PluginOrigin(
                place(address),
                orEmpty(manifest.getValue(Attributes.Name.IMPLEMENTATION_TITLE)),
                orEmpty(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION)),
                orEmpty(manifest.getValue(API_VERSION)));
    }

    private static Attributes manifest(String address) {
        try {
            File file = Path.of(new URI(address)).toFile();
            if (!file.isFile()) {
                return new Attributes();
            }
            try (JarFile jar = new JarFile(file)) {
                Manifest manifest = jar.getManifest();
                return manifest == null ? new Attributes() : manifest.getMainAttributes();
            }
        } catch (URISyntaxException | IOException | RuntimeException e) {
            return new Attributes(); // the version is only for people; a plugin that loaded is not refused for it
        }
    }

    /** Returns where {@code resource}, a file inside a jar or below a folder, was found. */
    static PluginOrigin holding(URL resource, String name) {
        String address = resource.toString();
        if (address.startsWith("jar:") && address.contains("!/")) {
            address = address.substring("jar:".length(), address.lastIndexOf("!/"));
        } else if (address.endsWith(name)) {
            address = address.substring(0, address.length() - name.length());
        }
        return at(address);
    }

    /** Returns whether it was built for this api, or does not state for which. */
    public boolean isCompatible() {
        return apiVersion.isEmpty() || apiVersion.equals(ApiVersion.CURRENT);
    }

    /** Returns title and version if the jar tells them, else its place. */
    public String label() {
        if (version.isEmpty()) {
            return place;
        }
        return title.isEmpty() ? place + " " + version : title + " " + version;
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
