package org.exeunt.runtime.store.identity;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.runtime.store.files.OwnFiles;

/**
 * The version of a plugin or module that a run used.
 *
 * @param kind such as {@code Strategy}
 * @param id of the plugin
 * @param version of the jar; {@code unreleased} for classes outside a jar with a version
 * @param source name of the jar or directory, without path
 * @param sha256 of the names and contents of all files of the jar or directory; a jar that is built again from the same
 *     sources has other times, and the same checksum
 */
public record CodeVersion(String kind, String id, String version, String source, String sha256) {
    private static final String UNRELEASED = "unreleased";

    /**
     * Checksums, computed once per jar or directory of a class loader because a change of the file does not affect
     * loaded classes.
     */
    private static final Map<ProtectionDomain, String> SUMS = new ConcurrentHashMap<>();

    /** Returns the version of a plugin. */
    public static CodeVersion of(Plugin<?, ?> plugin) {
        return of(plugin.kind().getSimpleName(), plugin.id(), plugin.declaredBy());
    }

    static CodeVersion of(String kind, String id, Class<?> type) {
        String version = Optional.ofNullable(type.getPackage().getImplementationVersion())
                .orElse(UNRELEASED);
        String source = code(type).map(path -> path.getFileName().toString()).orElse(type.getName());
        String sum = SUMS.computeIfAbsent(
                type.getProtectionDomain(),
                domain -> code(type).map(CodeVersion::sum).orElse(""));
        return new CodeVersion(kind, id, version, source, sum);
    }

    /** Returns kind and id, for messages. */
    String name() {
        return name(kind, id);
    }

    static String name(String kind, String id) {
        return "%s '%s'".formatted(kind, id);
    }

    /** Returns a text that identifies the code: kind, id and version, and for unreleased versions the checksum. */
    String identity() {
        boolean released = !version.equals(UNRELEASED) && !version.endsWith("-SNAPSHOT");
        return "%s %s %s%s".formatted(kind, id, version, released ? "" : " " + sha256);
    }

    private static Optional<Path> code(Class<?> type) {
        return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .filter(location -> location.getProtocol().equals("file"))
                .map(location -> Path.of(URI.create(location.toString())));
    }

    private static String sum(Path code) {
        MessageDigest digest = Sha256.digest();
        return OwnFiles.read(code, () -> {
            try (FileSystem jar = Files.isDirectory(code) ? null : FileSystems.newFileSystem(code)) {
                Path root = jar == null ? code : jar.getPath("/");
                SortedMap<String, Path> files = new TreeMap<>();
                try (Stream<Path> walk = Files.walk(root)) {
                    walk.filter(Files::isRegularFile)
                            .forEach(file ->
                                    files.put(root.relativize(file).toString().replace('\\', '/'), file));
                }
                for (Map.Entry<String, Path> file : files.entrySet()) {
                    digest.update(file.getKey().getBytes(StandardCharsets.UTF_8));
                    digest.update(Files.readAllBytes(file.getValue()));
                }
            }
            return Sha256.of(digest);
        });
    }
}
