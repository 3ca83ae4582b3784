package org.exeunt.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.config.plugins.PluginScan;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} on the plugins of this repository, and with an additional jar of faulty plugins. */
class PluginsDoctorTest {
    private static final String PLUGIN =
            """
            package com.acme;
            import org.exeunt.api.exit.*;
            import org.exeunt.api.plugin.*;
            public class %s implements Plugins {
                public record Options(@Option(value = "Size", min = 1, defaultValue = "%s") int size) {}
                public java.util.List<Plugin<?, ?>> plugins() {
                    return java.util.List.of(Plugin.<ExitPolicy, Options>of(
                            ExitPolicy.class, "%s", Options.class, o -> %s).summary("%s"));
                }
            }
            """;

    @TempDir
    Path folder;

    @Test
    void doctorFindsNoProblemInThisRepository() {
        assertThat(CommandLineRun.succeeding("doctor --json").json())
                .allMatch(each -> each.get("ok").booleanValue())
                .extracting(each -> each.get("sentence").textValue())
                .anyMatch(sentence -> sentence.matches("[0-9]{2,} found"));
    }

    @Test
    void aJarWithoutServiceFileIsNoted() throws Exception {
        Path garbage = Files.writeString(folder.resolve("garbage.jar"), "no archive");
        Path jar = folder.resolve("nosvc.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("com/acme/Lonely.class"));
        }
        Path installed =
                Files.copy(jar, Files.createDirectory(folder.resolve("plugins")).resolve("installed.jar"));
        ChildCommand run = ChildCommand.run(
                folder,
                List.of(jar, garbage, installed),
                Map.of("EXEUNT_CLASSPATH", jar + File.pathSeparator + garbage),
                "doctor");
        assertThat(run.status()).as(run.out()).isZero();
        assertThat(run.out())
                .contains(
                        jar + " has no META-INF/services/",
                        installed + " has no META-INF/services/",
                        garbage + " has no META-INF/services/");
    }

    @Test
    void aJarForAnOlderApiIsNamed() throws Exception {
        Path jar = folder.resolve("old.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/org.exeunt.api.plugin.Plugin"));
            out.write("com.acme.Old$Provider".getBytes(StandardCharsets.UTF_8));
        }
        ChildCommand doctor = ChildCommand.run(folder, List.of(jar), Map.of(), "doctor");
        assertThat(doctor.status()).as(doctor.out()).isEqualTo(3);
        assertThat(doctor.out()).contains("old.jar", "its jar is for an older api");
        ChildCommand show = ChildCommand.run(folder, List.of(jar), Map.of(), "plugins", "show", "strategy", "old");
        assertThat(show.err()).contains("PLUGIN-01", "old.jar", "older api");
    }

    /** The manifests of the jars take the version from a property of the parent pom. */
    @Test
    void manifestsNameTheCurrentApiVersion() throws IOException {
        assertThat(Files.readString(Path.of("..", "pom.xml")))
                .contains("<exeunt.api.version>" + ApiVersion.CURRENT + "</exeunt.api.version>");
    }

    /** Plugins that fail when they are initialised, constructed or created, or that start a thread which never ends. */
    @Test
    void brokenPluginsHideNoOther() throws Exception {
        Path jar = jar(Map.of(
                "Sound", plugin("Sound", "1", "sound", "Example", "calibration -> java.util.List.of()"),
                "BadDefault", plugin("BadDefault", "0", "bad-default", "Example", "null"),
                "Throwing", plugin("Throwing", "1", "throwing", "Example", "{ throw new AssertionError(\"no\"); }"),
                "Unsure", plugin("Unsure", "1", "unsure", "ends in a stop.", "calibration -> java.util.List.of()"),
                "Overflowing",
                        plugin("Overflowing", "1", "overflowing", "Example", "null")
                                .replace(
                                        "{\n    public record",
                                        "{\n    Object other = new Overflowing();\n    public record"),
                "Waiting",
                        plugin("Waiting", "1", "waiting", "Example", "calibration -> java.util.List.of()")
                                .replace(
                                        "{\n    public record",
                                        "{\n    Object timer = new java.util.Timer();\n    public record")));

        ChildCommand doctor = ChildCommand.run(folder, List.of(jar), Map.of(), "doctor");
        assertThat(doctor.status()).as(doctor.out()).isEqualTo(3);
        assertThat(doctor.out())
                .contains(
                        "Provider com.acme.Gone not found",
                        "com.acme.Overflowing in acme.jar (StackOverflowError",
                        "exit policy bad-default in acme.jar: P6: ",
                        "exit policy throwing in acme.jar: P7: ",
                        "exit policy unsure in acme.jar: P4: ")
                .doesNotContain("sound in acme.jar", "waiting in acme.jar", "cafedistill in");

        Path absent = folder.resolve("absent.jar");
        Path toy = Files.writeString(folder.resolve("toy.json"), ToyRun.file("fedavg"));
        ChildCommand run = ChildCommand.run(
                folder,
                List.of(jar),
                Map.of("EXEUNT_CLASSPATH", jar + File.pathSeparator + absent),
                "run",
                toy.toString(),
                "--runs-dir",
                folder.resolve("runs").toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("warning: EXEUNT_CLASSPATH names " + absent + ", which does not exist\n");
    }

    @Test
    void twoPluginsOfOneIdAreRefused() throws Exception {
        Path jar =
                jar(Map.of("Rival", plugin("Rival", "1", "patience", "Example", "calibration -> java.util.List.of()")));
        String conflict = "2 plugins claim the exit policy id 'patience'";

        ChildCommand doctor = ChildCommand.run(folder, List.of(jar), Map.of(), "doctor");
        assertThat(doctor.status()).as(doctor.out()).isEqualTo(3);
        assertThat(doctor.out()).contains(conflict);
        ChildCommand show = ChildCommand.run(folder, List.of(jar), Map.of(), "plugins", "show", "cafedistill");
        assertThat(show.status()).isEqualTo(3);
        assertThat(show.err()).contains("PLUGIN-02", conflict);
    }

    private static String plugin(String name, String defaultValue, String id, String summary, String factory) {
        return PLUGIN.formatted(name, defaultValue, id, factory, summary);
    }

    /** Compiles classes of {@code com.acme} into a jar that registers them, and a class that does not exist. */
    private Path jar(Map<String, String> sources) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path")));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            arguments.add(Files.writeString(folder.resolve(source.getKey() + ".java"), source.getValue())
                    .toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .as("exit status of the compiler")
                .isZero();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_TITLE, "acme");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2");
        manifest.getMainAttributes().putValue("Exeunt-Api-Version", ApiVersion.CURRENT);
        Path jar = folder.resolve("acme.jar");
        try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> classes = Files.walk(folder.resolve("com"))) {
            for (Path file : classes.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry("com/acme/" + file.getFileName()));
                entries.write(Files.readAllBytes(file));
            }
            entries.putNextEntry(new JarEntry(PluginScan.SERVICE_FILE));
            for (String name : sources.keySet()) {
                entries.write(("com.acme." + name + "\n").getBytes(StandardCharsets.UTF_8));
            }
            entries.write("com.acme.Gone\n".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
