package org.exeunt.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Jars with a plugin that does harm when it is initialised, constructed, or asked to create an instance. */
final class HostileJars {
    private static final Map<String, String> STATEMENTS = Map.of(
            "Overflows", "recurse();",
            "Allocates", "kept.add(new long[Integer.MAX_VALUE]);",
            "Asserts", "throw new AssertionError(\"no\");",
            "Threads", "new Thread(() -> { while (true) java.util.concurrent.locks.LockSupport.park(); }).start();",
            "Raises", "NAME.<RuntimeException>raise(new Throwable(\"bare\"));");

    /** Members of the plugin class by the moment at which they call {@code harm}. */
    private static final Map<String, String> MOMENTS = Map.of(
            "Initialised", "static { harm(); } static void constructed() {} static void creating() {}",
            "Constructed", "static void constructed() { harm(); } static void creating() {}",
            "Creating", "static void constructed() {} static void creating() { harm(); }");

    private static final String SOURCE =
            """
            package com.acme;
            import java.util.*;
            import org.exeunt.api.exit.*;
            import org.exeunt.api.plugin.*;
            public class NAME extends Plugin<ExitPolicy, NAME.Options> {
                public record Options() {}
                static final List<Object> kept = new ArrayList<>();
                static void recurse() { recurse(); recurse(); }
                @SuppressWarnings("unchecked")
                static <T extends Throwable> void raise(Throwable any) throws T { throw (T) any; }
                static void harm() { STATEMENT }
                MOMENT
                public NAME() {
                    super("ID", "Example", (options, context) -> {
                        creating();
                        return calibration -> List.of();
                    });
                    constructed();
                }
            }
            """;

    private HostileJars() {}

    /**
     * Writes {@code <statement><moment>.jar} with the plugin {@code com.acme.<statement><moment>}.
     *
     * @param folder for jars and classes
     */
    static Path write(Path folder, String statement, String moment) throws IOException {
        String name = statement + moment;
        return jar(
                folder,
                name,
                SOURCE.replace("MOMENT", MOMENTS.get(moment))
                        .replace("STATEMENT", STATEMENTS.get(statement))
                        .replace(
                                "ID",
                                statement.toLowerCase(java.util.Locale.ROOT) + "-"
                                        + moment.toLowerCase(java.util.Locale.ROOT))
                        .replace("NAME", name));
    }

    /** Writes {@code Valid.jar} with the exit policy {@code valid}. */
    static Path valid(Path folder) throws IOException {
        return jar(
                folder,
                "Valid",
                SOURCE.replace("MOMENT", MOMENTS.get("Constructed"))
                        .replace("STATEMENT", "")
                        .replace("ID", "valid")
                        .replace("NAME", "Valid"));
    }

    /** Writes {@code InvalidOptions.jar} with an exit policy that has an option without {@code @Option}. */
    static Path invalidOptions(Path folder) throws IOException {
        return jar(
                folder,
                "InvalidOptions",
                SOURCE.replace("MOMENT", MOMENTS.get("Constructed"))
                        .replace("STATEMENT", "")
                        .replace("Options() {}", "Options(int size) {}")
                        .replace("ID", "invalid-options")
                        .replace("NAME", "InvalidOptions"));
    }

    private static Path jar(Path folder, String name, String source) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes-" + name));
        Path file = Files.writeString(classes.resolve(name + ".java"), source);
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"), file.toString()));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .as("exit status of the compiler for %s", source)
                .isZero();
        Path jar = folder.resolve(name + ".jar");
        try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> compiled = Files.list(classes.resolve("com/acme"))) {
            for (Path each : compiled.toList()) {
                entries.putNextEntry(new ZipEntry("com/acme/" + each.getFileName()));
                entries.write(Files.readAllBytes(each));
            }
            entries.putNextEntry(new ZipEntry("META-INF/services/org.exeunt.api.plugin.Plugin"));
            entries.write(("com.acme." + name).getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
