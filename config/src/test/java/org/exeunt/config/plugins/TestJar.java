package org.exeunt.config.plugins;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A jar with a service file, compiled from sources for one test. */
final class TestJar {
    private final Path folder;
    private final String name;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<String> serviceEntries = new ArrayList<>();
    private final List<String> excluded = new ArrayList<>();
    private final Manifest manifest = new Manifest();

    private TestJar(Path folder, String name) {
        this.folder = folder;
        this.name = name;
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    }

    static TestJar named(Path folder, String name) {
        return new TestJar(folder, name);
    }

    TestJar titled(String title, String version) {
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_TITLE, title);
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        return this;
    }

    /** Sets the api version in the manifest. */
    TestJar builtFor(String apiVersion) {
        manifest.getMainAttributes().putValue(PluginOrigin.API_VERSION, apiVersion);
        return this;
    }

    /** Adds a class of package {@code com.acme}. */
    TestJar with(String simpleName, String source) {
        sources.put("com.acme." + simpleName, "package com.acme;\n" + source);
        return this;
    }

    /** Adds a list of one plugin and its service entry; {@code members} replace its options, factory or list. */
    TestJar withPlugin(String simpleName, String id, String members) {
        return with(simpleName, Sources.plugin(simpleName, id, members)).withServiceEntry("com.acme." + simpleName);
    }

    /** Adds a plugin of the kind {@code contract}, a type of the jar. */
    TestJar withPluginOf(String contract, String simpleName, String id) {
        String make = "static %s make(Options o, PluginContext c) { return null; }".formatted(contract);
        return with(simpleName, Sources.plugin(simpleName, contract, id, make))
                .withServiceEntry("com.acme." + simpleName);
    }

    TestJar withServiceEntry(String line) {
        serviceEntries.add(line);
        return this;
    }

    /** Compiles the class but excludes it from the jar. */
    TestJar without(String simpleName) {
        excluded.add(simpleName + ".class");
        return this;
    }

    /** Writes the jar. */
    URL write() {
        try {
            Path classes = compile();
            Path jar = folder.resolve(name);
            try (OutputStream out = Files.newOutputStream(jar);
                    JarOutputStream entries = new JarOutputStream(out, manifest)) {
                put(
                        entries,
                        PluginScan.SERVICE_FILE,
                        String.join("\n", serviceEntries).getBytes(StandardCharsets.UTF_8));
                for (Path file : files(classes)) {
                    put(entries, "com/acme/" + file.getFileName(), Files.readAllBytes(file));
                }
            }
            return jar.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path compile() throws IOException {
        Path work = Files.createTempDirectory(folder, "work");
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = work.resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue()));
        }
        Path classes = Files.createDirectories(work.resolve("classes"));
        if (files.isEmpty()) {
            return classes;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
            if (!compiler.getTask(errors, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call()) {
                throw new IllegalStateException(errors.toString());
            }
        }
        return classes;
    }

    private List<Path> files(Path classes) throws IOException {
        try (Stream<Path> all = Files.walk(classes)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !excluded.contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private static void put(JarOutputStream jar, String entry, byte[] bytes) throws IOException {
        jar.putNextEntry(new JarEntry(entry));
        jar.write(bytes);
        jar.closeEntry();
    }

    /** Returns a class loader of these jars that hides the plugins of the test class path. */
    static URLClassLoader loader(URL... jars) {
        return new URLClassLoader(jars, new ClassLoader(TestJar.class.getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String resource) throws IOException {
                return resource.equals(PluginScan.SERVICE_FILE)
                        ? Collections.emptyEnumeration()
                        : super.getResources(resource);
            }
        });
    }

    /** Java sources of lists of plugins. */
    private static final class Sources {
        private static final String OPTIONS = "public record Options() {}";
        private static final String FACTORY = "calibration -> java.util.List.of()";

        static String plugin(String simpleName, String id, String members) {
            return plugin(simpleName, "ExitPolicy", id, members);
        }

        /**
         * Returns the source of a list of one plugin; {@code members} may contain its options, its factory {@code make}
         * and its method {@code plugins}.
         */
        static String plugin(String simpleName, String contract, String id, String members) {
            return """
                    import org.exeunt.api.exit.*;
                    import org.exeunt.api.plugin.*;
                    public class %s implements Plugins {
                        %s
                        %s
                        %s
                        %s
                    }
                    """
                    .formatted(
                            simpleName,
                            members,
                            members.contains("record Options") ? "" : OPTIONS,
                            members.contains(" make(")
                                    ? ""
                                    : "static ExitPolicy make(Options o, PluginContext c) { return " + FACTORY + "; }",
                            members.contains(" plugins()")
                                    ? ""
                                    : list(contract, '"' + id + '"', simpleName + "::make", "\"One of these tests\""));
        }
    }

    /** Returns the source of the method {@code plugins} of a list of one plugin. */
    static String list(String contract, String id, String factory, String summary) {
        return """
                public java.util.List<Plugin<?, ?>> plugins() {
                    return java.util.List.of(
                            Plugin.<%s, Options>of(%s.class, %s, Options.class, %s).summary(%s));
                }"""
                .formatted(contract, contract, id, factory, summary);
    }
}
