package org.exeunt.config.plugins;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.exeunt.api.plugin.ApiVersion;

/**
 * The jar or folder of a plugin.
 *
 * @param location file name of a jar, or path of a folder
 * @param title {@code Implementation-Title} of the jar; empty if none
 * @param version {@code Implementation-Version} of the jar; empty if none
 * @param apiVersion api version that the jar was built for, from {@link #API_VERSION}; empty if none
 */
public record PluginOrigin(String location, String title, String version, String apiVersion) {
    /** Manifest attribute of the api version that a jar was built for. */
    public static final String API_VERSION = "Exeunt-Api-Version";

    /** Returns the origin of a class. */
    public static PluginOrigin of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String address = source == null ? "an unknown location" : String.valueOf(source.getLocation());
        Optional<Path> file = file(address);
        // not Package.getImplementationVersion: a package in two jars has the version of only one of them
        Attributes manifest =
                file.filter(Files::isRegularFile).map(PluginOrigin::manifest).orElseGet(Attributes::new);
        return new PluginOrigin(
                file.map(path -> Files.isDirectory(path) ? path : path.getFileName())
                        .map(Path::toString)
                        .orElse(address),
                orEmpty(manifest.getValue(Attributes.Name.IMPLEMENTATION_TITLE)),
                orEmpty(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION)),
                orEmpty(manifest.getValue(API_VERSION)));
    }

    private static Attributes manifest(Path file) {
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            return manifest == null ? new Attributes() : manifest.getMainAttributes();
        } catch (IOException | RuntimeException e) {
            return new Attributes(); // the version is informational; a missing one does not invalidate a plugin
        }
    }

    /** Returns whether it was built for this api version, or does not state a version. */
    public boolean isCompatible() {
        return apiVersion.isEmpty() || apiVersion.equals(ApiVersion.CURRENT);
    }

    /** Returns title and version if the manifest has them, otherwise the location. */
    public String label() {
        if (version.isEmpty()) {
            return location;
        }
        return title.isEmpty() ? location + " " + version : title + " " + version;
    }

    private static Optional<Path> file(String address) {
        try {
            return Optional.of(Path.of(new URI(address)));
        } catch (URISyntaxException | RuntimeException e) {
            return Optional.empty(); // not a local file
        }
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
