package org.exeunt.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Jars that each announce one plugin, which does harm when its class is initialised, when it is made, when it is asked, or when it is to make something. */
final class HostileJars {
    /** What they do; each a statement. */
    static final Map<String, String> DEEDS = deeds();

    /** When they do it; each a class that has a deed in the place of {@code %s}. */
    static final Map<String, String> MOMENTS = moments();

    private static final String SOURCE =
            """
            package com.acme;
            import java.util.*;
            import org.exeunt.api.exit.*;
            import org.exeunt.api.plugin.*;
            public class NAME extends ExitPolicyPlugin<NAME.Options> {
                public record Options() {}
                static final List<Object> kept = new ArrayList<>();
                static void recurse() { recurse(); recurse(); }
                @SuppressWarnings("unchecked")
                static <T extends Throwable> void raise(Throwable any) throws T { throw (T) any; }
                static void harm() { DEED }
                MOMENT
                public NAME() {
                    super("ID", "One of these tests", Options.class, (options, context) -> {
                        making();
                        return calibration -> List.of();
                    });
                    constructed();
                }
            }
            """;

    private HostileJars() {}

    private static Map<String, String> deeds() {
        Map<String, String> deeds = new LinkedHashMap<>();
        deeds.put("Overflows", "recurse();");
        deeds.put("AsksTooMuch", "kept.add(new long[Integer.MAX_VALUE]);");
        deeds.put("FillsMemory", "while (true) kept.add(new long[1 << 18]);");
        deeds.put("Asserts", "throw new AssertionError(\"no\");");
        deeds.put("Exits", "System.exit(0);");
        deeds.put("Halts", "Runtime.getRuntime().halt(0);");
        deeds.put(
                "Threads",
                "new Thread(() -> { while (true) java.util.concurrent.locks.LockSupport.park(); }).start();");
        deeds.put("Spins", "while (kept != null) Thread.onSpinWait();");
        deeds.put(
                "Waits",
                "synchronized (kept) { while (true) try { kept.wait(); } catch (InterruptedException e) { } }");
        deeds.put("Raises", "NAME.<RuntimeException>raise(new Throwable(\"bare\"));");
        return deeds;
    }

    private static Map<String, String> moments() {
        Map<String, String> moments = new LinkedHashMap<>();
        moments.put("Initialised", "static { harm(); } static void constructed() {} static void making() {}");
        moments.put("Constructed", "static void constructed() { harm(); } static void making() {}");
        moments.put("Making", "static void constructed() {} static void making() { harm(); }");
        return moments;
    }

    /**
     * Writes {@code DEEDMOMENT.jar} with the plugin {@code com.acme.DEEDMOMENT}.
     *
     * @param folder for jars and classes
     */
    static Path write(Path folder, String deed, String moment) throws IOException {
        String name = deed + moment;
        return jar(
                folder,
                name,
                SOURCE.replace("MOMENT", MOMENTS.get(moment))
                        .replace("DEED", DEEDS.get(deed))
                        .replace(
                                "ID",
                                deed.toLowerCase(java.util.Locale.ROOT) + "-"
                                        + moment.toLowerCase(java.util.Locale.ROOT))
                        .replace("NAME", name));
    }

    /** Writes {@code Sound.jar} with the exit policy {@code sound}. */
    static Path sound(Path folder) throws IOException {
        return jar(
                folder,
                "Sound",
                SOURCE.replace("MOMENT", MOMENTS.get("Constructed"))
                        .replace("DEED", "")
                        .replace("ID", "sound")
                        .replace("NAME", "Sound"));
    }

    /** Writes {@code AtFault.jar} with an exit policy whose options lack their description. */
    static Path optionsAtFault(Path folder) throws IOException {
        return jar(
                folder,
                "AtFault",
                SOURCE.replace("MOMENT", MOMENTS.get("Constructed"))
                        .replace("DEED", "")
                        .replace("Options() {}", "Options(int size) {}")
                        .replace("ID", "at-fault")
                        .replace("NAME", "AtFault"));
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
