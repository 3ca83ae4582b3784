package org.exeunt.runtime.store.identity;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.runtime.store.files.RecordErrors;

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

    /** Checksums, computed once per class because a change of the file does not affect loaded classes. */
    private static final ClassValue<String> SUMS = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return code(type).map(CodeVersion::sum).orElse("");
        }
    };

    /** Returns the version of a plugin. */
    public static CodeVersion of(Plugin<?, ?> plugin) {
        return of(plugin.kind().getSimpleName(), plugin.id(), plugin.getClass());
    }

    static CodeVersion of(String kind, String id, Class<?> type) {
        String version = Optional.ofNullable(type.getPackage().getImplementationVersion())
                .orElse(UNRELEASED);
        String source = code(type).map(path -> path.getFileName().toString()).orElse(type.getName());
        return new CodeVersion(kind, id, version, source, SUMS.get(type));
    }

    /** Returns a text that identifies the code: kind, id and version, and for unreleased versions the checksum. */
    String identity() {
        boolean released = !version.equals(UNRELEASED) && !version.endsWith("-SNAPSHOT");
        return "%s %s %s%s".formatted(kind, id, version, released ? "" : " " + sha256);
    }

    private static Optional<Path> code(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null
                || source.getLocation() == null
                || !source.getLocation().getProtocol().equals("file")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String sum(Path code) {
        MessageDigest digest = Sha256.digest();
        try {
            if (Files.isDirectory(code)) {
                update(digest, code);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(code)) {
                    update(digest, jar.getPath("/"));
                }
            }
        } catch (IOException e) {
            throw RecordErrors.codeUnreadable(code.getFileName(), e);
        }
        return Sha256.of(digest);
    }

    private static void update(MessageDigest digest, Path root) throws IOException {
        for (Path file : filesOf(root)) {
            digest.update(name(root, file).getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(file -> name(directory, file)))
                    .toList();
        }
    }

    private static String name(Path directory, Path file) {
        return directory.relativize(file).toString().replace('\\', '/');
    }
}
