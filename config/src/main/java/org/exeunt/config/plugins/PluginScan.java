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
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.FailureText;
import org.exeunt.api.plugin.Plugin;

/**
 * The plugins that service files of a class loader declare. Each is loaded separately, so that a broken one does not
 * hide others; after an invalid line, {@link ServiceLoader} skips the rest of a service file.
 *
 * @param installed plugins that were loaded, including incompatible and conflicting ones
 * @param broken plugins that could not be loaded
 * @param conflicts one per id that several plugins have, and per plugin in several jars
 */
public record PluginScan(List<InstalledPlugin> installed, List<BrokenPlugin> broken, List<String> conflicts) {
    /** The service file. */
    public static final String SERVICE_FILE = "META-INF/services/" + Plugin.class.getName();

    private static final Set<Class<?>> WRAPPERS =
            Set.of(ServiceConfigurationError.class, ExceptionInInitializerError.class);

    public PluginScan {
        installed = List.copyOf(installed);
        broken = List.copyOf(broken);
        conflicts = List.copyOf(conflicts);
    }

    /** Loads the plugins that {@code loader} and its parents declare. */
    @SuppressWarnings("rawtypes") // Plugin.class has no type arguments
    public static PluginScan of(ClassLoader loader) {
        List<InstalledPlugin> installed = new ArrayList<>();
        List<BrokenPlugin> broken = new ArrayList<>();
        Iterator<ServiceLoader.Provider<Plugin>> providers =
                ServiceLoader.load(Plugin.class, loader).stream().iterator();
        boolean more = true;
        while (more) {
            Class<?> type = null;
            try {
                more = providers.hasNext();
                if (more) {
                    ServiceLoader.Provider<Plugin> provider = providers.next();
                    type = provider.type();
                    installed.add(checked(provider.get()));
                }
            } catch (Throwable failure) { // any failure of one plugin must not hide the others
                broken.add(broken(type, failure));
            }
        }
        List<String> conflicts = inSeveralJars(installed, loader);
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
        return new InstalledPlugin(plugin, new PluginKind(plugin.kind()), PluginOrigin.of(plugin.getClass()));
    }

    /**
     * Returns the finding on a plugin.
     *
     * @param type of the plugin; null if {@link ServiceLoader} could not load it, whose message names class or line
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
                ? new BrokenPlugin("a plugin", "the service files of the class path", reason)
                : new BrokenPlugin(type.getName(), PluginOrigin.of(type).location(), reason);
    }

    /**
     * Returns a registry of all plugins.
     *
     * @throws ExeuntException PLUGIN-02 if two plugins of a kind have the same id, or a plugin is in two jars
     */
    public PluginRegistry registry() {
        if (!conflicts.isEmpty()) {
            throw new ExeuntException(
                    PluginRegistry.CLAIMED_TWICE,
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

    /** Returns the plugins whose class is in several jars: the order of the class path must not decide. */
    private static List<String> inSeveralJars(List<InstalledPlugin> installed, ClassLoader loader) {
        List<String> conflicts = new ArrayList<>();
        for (InstalledPlugin plugin : installed) {
            String name = plugin.plugin().getClass().getName();
            List<String> places = loader.resources(name.replace('.', '/') + ".class")
                    .map(URL::toString)
                    .distinct() // a class loader and its parent may share a jar
                    .toList();
            if (places.size() > 1) {
                conflicts.add(
                        "Plugin %s is in more than one location: %s.".formatted(name, String.join(" and ", places)));
            }
        }
        return conflicts;
    }
}
