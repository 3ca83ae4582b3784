package org.exeunt.app.plugins;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.Terminal;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.plugins.PluginScan;
import org.exeunt.runtime.archive.FinishedRun;

/** The plugins on the class path. */
public final class Plugins {
    /** The environment variable that names additional jars for the launcher. */
    private static final String CLASS_PATH = "EXEUNT_CLASSPATH";

    private Plugins() {}

    /** Finds and loads all plugins; warns if {@code EXEUNT_CLASSPATH} names a file that does not exist. */
    public static PluginScan scan(Terminal terminal) {
        for (String place : places()) {
            if (!new File(place.replaceFirst("[*]$", "")).exists()) {
                terminal.warn("%s names %s, which does not exist".formatted(CLASS_PATH, place));
            }
        }
        return PluginScan.of(Plugins.class.getClassLoader());
    }

    /**
     * Returns the files and folders of {@code EXEUNT_CLASSPATH} and {@code plugins/} that declare no plugin: libraries
     * of plugins, plugins without a service file, or files that are not jars.
     */
    public static List<Path> withoutPlugins() {
        Set<Path> places = places().stream()
                .map(place -> Path.of(place.replaceFirst("[*]$", "")))
                .collect(Collectors.toSet());
        // of a place that ends in * the class path has the jars
        return elements(System.getProperty("java.class.path")).stream()
                .map(Path::of)
                .filter(Files::exists)
                .filter(element -> places.contains(element)
                        || element.getParent() != null
                                && (places.contains(element.getParent())
                                        || element.getParent().endsWith("plugins")))
                .filter(element -> !PluginScan.declaresPlugins(element))
                .toList();
    }

    private static List<String> places() {
        return elements(Objects.requireNonNullElse(System.getenv(CLASS_PATH), ""));
    }

    private static List<String> elements(String classPath) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(classPath)
                .filter(element -> !element.isEmpty())
                .toList();
    }

    /** Returns the usable plugins. */
    public static PluginRegistry registry(Terminal terminal) {
        return scan(terminal).registry();
    }

    /**
     * Returns the usable plugins for a finished run, whose results they may not reproduce: warns of those, and of parts
     * of Exeunt, that have other code than the run recorded.
     */
    public static PluginRegistry registry(Terminal terminal, FinishedRun run) {
        PluginRegistry registry = registry(terminal);
        try {
            List<String> changed = run.provenance().changedCode(registry);
            if (!changed.isEmpty()) {
                terminal.warn(
                        "run %s was made by other code of %s than is installed, so results may differ from its own"
                                .formatted(run.manifest().run(), String.join(", ", changed)));
            }
        } catch (ExeuntException e) {
            // a damaged file is reported by what the command reads or compares
        }
        return registry;
    }
}
