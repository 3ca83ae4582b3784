package org.exeunt.config.plugins;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;

/**
 * The plugins that service files of a class loader declare. Each is loaded separately, so that a broken one does not
 * hide others.
 *
 * @param installed plugins that were loaded, including incompatible and conflicting ones
 * @param broken plugins that could not be loaded
 * @param conflicts one per id that several plugins have, and per plugin in several jars
 */
public record PluginScan(List<InstalledPlugin> installed, List<BrokenPlugin> broken, List<Conflict> conflicts) {
    /**
     * Several plugins with one id, or a plugin in several jars.
     *
     * @param id the id; empty if unknown
     * @param sentence description
     */
    public record Conflict(String id, String sentence) {}

    public PluginScan {
        installed = List.copyOf(installed);
        broken = List.copyOf(broken);
        conflicts = List.copyOf(conflicts);
    }

    /** Loads all plugins that {@code loader} and its parents declare. */
    public static PluginScan of(ClassLoader loader) {
        return of(loader, names -> Map.of());
    }

    /** Loads the plugins that {@code loader} and its parents declare, except those that {@code precaution} refuses. */
    public static PluginScan of(ClassLoader loader, PluginPrecaution precaution) {
        List<BrokenPlugin> broken = new ArrayList<>();
        Map<String, List<ServiceEntry>> declared = new LinkedHashMap<>();
        for (ServiceEntry entry : ServiceFiles.read(loader, broken::add)) {
            declared.computeIfAbsent(entry.name(), name -> new ArrayList<>()).add(entry);
        }
        Map<String, String> refusals = precaution.refusals(declared.keySet());
        List<Conflict> conflicts = new ArrayList<>();
        List<InstalledPlugin> installed = new ArrayList<>();
        declared.forEach((name, entries) -> {
            PluginLoading.Outcome outcome =
                    PluginLoading.load(entries.get(0), loader, Optional.ofNullable(refusals.get(name)));
            outcome.installed().ifPresent(installed::add);
            outcome.broken().ifPresent(broken::add);
            if (entries.size() > 1) {
                String id = outcome.installed().map(InstalledPlugin::id).orElse("");
                duplicateLocations(name, loader).ifPresent(sentence -> conflicts.add(new Conflict(id, sentence)));
            }
        });
        conflicts.addAll(claimedTwice(installed));
        return new PluginScan(installed, broken, conflicts);
    }

    /**
     * Returns a registry of all plugins.
     *
     * @throws ExeuntException PLUGIN-02 if two plugins of a kind have the same id, or a plugin is in two jars
     */
    public PluginRegistry registry() {
        requireNone(conflicts);
        return new PluginRegistry(installed, broken);
    }

    /**
     * Returns a registry to look up one id, without the plugins of other conflicting ids.
     *
     * @throws ExeuntException PLUGIN-02 if two plugins of a kind have this id, or such a plugin is in two jars
     */
    public PluginRegistry registryFor(String id) {
        requireNone(
                conflicts.stream().filter(conflict -> conflict.id().equals(id)).toList());
        return withoutConflicts();
    }

    private static void requireNone(List<Conflict> conflicts) {
        if (!conflicts.isEmpty()) {
            throw new ExeuntException(
                    PluginRegistry.CLAIMED_TWICE,
                    conflicts.stream().map(Conflict::sentence).collect(joining("\n"))
                            + "\nRemove one of them, or ask the author of one to change its id.");
        }
    }

    /** Returns a registry without the plugins of conflicting ids. */
    public PluginRegistry withoutConflicts() {
        Map<String, List<InstalledPlugin>> claims = byKindAndId(installed);
        return new PluginRegistry(
                claims.values().stream()
                        .filter(rivals -> rivals.size() == 1)
                        .map(rivals -> rivals.get(0))
                        .toList(),
                broken);
    }

    /** Returns whether a jar or folder of classes has a service file of plugins; false if it cannot be read. */
    public static boolean declaresPlugins(Path code) {
        try (URLClassLoader alone = new URLClassLoader(new URL[] {code.toUri().toURL()}, null)) {
            return alone.findResource(ServiceFiles.NAME) != null;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + code, e);
        }
    }

    private static Map<String, List<InstalledPlugin>> byKindAndId(List<InstalledPlugin> installed) {
        return installed.stream()
                .sorted(Comparator.comparing(InstalledPlugin::kind).thenComparing(InstalledPlugin::id))
                .collect(groupingBy(
                        plugin -> plugin.kind().contract().getName() + ' ' + plugin.id(),
                        LinkedHashMap::new,
                        toList()));
    }

    private static List<Conflict> claimedTwice(List<InstalledPlugin> installed) {
        return byKindAndId(installed).values().stream()
                .filter(claims -> claims.size() > 1)
                .map(claims -> new Conflict(
                        claims.get(0).id(),
                        "%d plugins claim the %s id '%s': %s."
                                .formatted(
                                        claims.size(),
                                        claims.get(0).kind(),
                                        claims.get(0).id(),
                                        claims.stream()
                                                .map(InstalledPlugin::description)
                                                .collect(joining(" and ")))))
                .toList();
    }

    private static Optional<String> duplicateLocations(String name, ClassLoader loader) {
        String resource = name.replace('.', '/') + ".class";
        try {
            Map<String, String> locations = new LinkedHashMap<>();
            for (URL file : Collections.list(loader.getResources(resource))) {
                locations.put(file.toString(), PluginOrigin.pathOf(file, resource));
            }
            return locations.size() < 2
                    ? Optional.empty()
                    : Optional.of("Plugin %s is in more than one location: %s."
                            .formatted(name, String.join(" and ", locations.values())));
        } catch (IOException e) {
            return Optional.empty(); // loading reports the failure
        }
    }
}
