package org.exeunt.config.plugins;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.FailureText;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;

/**
 * The plugins of the lists that service files of a class loader declare. Each list is loaded separately, so that a
 * broken one does not hide others; after an invalid line, {@link ServiceLoader} skips the rest of a service file.
 *
 * @param installed plugins that were loaded, including incompatible and conflicting ones
 * @param broken plugins that could not be loaded
 * @param conflicts one per id that several plugins have, and per list in several jars
 */
public record PluginScan(List<InstalledPlugin> installed, List<BrokenPlugin> broken, List<String> conflicts) {
    /** The service file. */
    public static final String SERVICE_FILE = "META-INF/services/" + Plugins.class.getName();

    private static final Set<Class<?>> WRAPPERS =
            Set.of(ServiceConfigurationError.class, ExceptionInInitializerError.class);

    public PluginScan {
        installed = List.copyOf(installed);
        broken = List.copyOf(broken);
        conflicts = List.copyOf(conflicts);
    }

    /** Loads the plugins that {@code loader} and its parents declare. */
    public static PluginScan of(ClassLoader loader) {
        List<InstalledPlugin> installed = new ArrayList<>();
        List<BrokenPlugin> broken = new ArrayList<>();
        List<String> conflicts = new ArrayList<>();
        Iterator<ServiceLoader.Provider<Plugins>> lists =
                ServiceLoader.load(Plugins.class, loader).stream().iterator();
        boolean more = true;
        while (more) {
            Class<?> type = null;
            try {
                more = lists.hasNext();
                if (more) {
                    ServiceLoader.Provider<Plugins> list = lists.next();
                    type = list.type();
                    for (Plugin<?, ?> plugin : list.get().plugins()) {
                        try {
                            installed.add(checked(plugin));
                        } catch (Throwable failure) { // as below
                            broken.add(broken(type, failure));
                        }
                    }
                    inSeveralJars(type, loader).ifPresent(conflicts::add);
                }
            } catch (Throwable failure) { // any failure of one list must not hide the others
                broken.add(broken(type, failure));
            }
        }
        Set<String> current = loader.resources(SERVICE_FILE).map(URL::toString).collect(toSet());
        loader.resources("META-INF/services/" + Plugin.class.getName())
                .map(URL::toString)
                .filter(file -> !current.contains(file + "s")) // left by an earlier build of the same jar
                .forEach(file -> broken.add(new BrokenPlugin(
                        "a plugin",
                        file,
                        "its jar is for an older api: it has a service file of Plugin in place of Plugins")));
        conflicts.addAll(claimedTwice(installed));
        return new PluginScan(installed, broken, conflicts);
    }

    @SuppressWarnings("ReturnValueIgnored") // of getRecordComponents, which throws
    private static InstalledPlugin checked(Plugin<?, ?> plugin) {
        if (!plugin.id().matches(KebabCase.PATTERN)) {
            throw new ServiceConfigurationError(
                    "its id '%s' is not kebab-case, such as 'my-method-2'".formatted(plugin.id()));
        }
        if (!plugin.options().isRecord()) {
            throw new ServiceConfigurationError("its options class %s is not a record"
                    .formatted(plugin.options().getName()));
        }
        plugin.options().getRecordComponents(); // fails here if the class of a component is missing
        return new InstalledPlugin(plugin, new PluginKind(plugin.kind()), PluginOrigin.of(plugin.declaredBy()));
    }

    /**
     * Returns the finding on a list, or on one of its plugins.
     *
     * @param type of the list; null if {@link ServiceLoader} could not load it, whose message names class or line
     */
    private static BrokenPlugin broken(Class<?> type, Throwable failure) {
        Throwable cause = failure.getCause();
        if (type != null && cause != null && WRAPPERS.contains(failure.getClass())) {
            return broken(type, cause); // of the constructor or of a static initialiser
        }
        if (type == null && cause instanceof IOException unreadable) { // would repeat without end
            throw new UncheckedIOException(failure.getMessage(), unreadable);
        }
        String reason = failure instanceof ServiceConfigurationError
                ? failure.getMessage().replaceFirst("^[\\w.]+: ", "")
                : FailureText.of(failure);
        return type == null
                ? new BrokenPlugin("a list of plugins", "the service files of the class path", reason)
                : new BrokenPlugin(type.getName(), PluginOrigin.of(type).location(), reason);
    }

    /**
     * Returns a registry of all plugins.
     *
     * @throws ExeuntException PLUGIN-02 if two plugins of a kind have the same id, or a list of plugins is in two jars
     */
    public PluginRegistry registry() {
        if (!conflicts.isEmpty()) {
            throw new ExeuntException(
                    Errors.PLUGIN_02,
                    String.join("\n", conflicts) + "\nRemove one of them, or ask the author of one to change its id.");
        }
        return withoutConflicts();
    }

    /** Returns a registry without the plugins of conflicting ids. */
    public PluginRegistry withoutConflicts() {
        return new PluginRegistry(
                byKindAndId(installed).values().stream()
                        .filter(rivals -> rivals.size() == 1)
                        .flatMap(List::stream)
                        .toList(),
                broken);
    }

    /** Returns whether a jar or folder of classes has a service file of plugins; false if it cannot be read. */
    public static boolean declaresPlugins(Path code) {
        try (URLClassLoader alone = new URLClassLoader(new URL[] {code.toUri().toURL()}, null)) {
            return alone.findResource(SERVICE_FILE) != null;
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

    private static List<String> claimedTwice(List<InstalledPlugin> installed) {
        return byKindAndId(installed).values().stream()
                .filter(claims -> claims.size() > 1)
                .map(claims -> "%d plugins claim the %s id '%s': %s."
                        .formatted(
                                claims.size(),
                                claims.get(0).kind(),
                                claims.get(0).id(),
                                claims.stream()
                                        .map(InstalledPlugin::description)
                                        .collect(joining(" and "))))
                .toList();
    }

    /** Returns the finding on a list that is in several jars: the order of the class path must not decide. */
    private static Optional<String> inSeveralJars(Class<?> list, ClassLoader loader) {
        List<String> places = loader.resources(list.getName().replace('.', '/') + ".class")
                .map(URL::toString)
                .distinct() // a class loader and its parent may share a jar
                .toList();
        return places.size() == 1
                ? Optional.empty()
                : Optional.of("The list of plugins %s is in more than one location: %s."
                        .formatted(list.getName(), String.join(" and ", places)));
    }
}
