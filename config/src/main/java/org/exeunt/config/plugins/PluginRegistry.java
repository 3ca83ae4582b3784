package org.exeunt.config.plugins;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.ApiVersion;

/**
 * All plugins of a class loader. Immutable.
 *
 * <p>A plugin that cannot be loaded does not hide others; it is reported when it may be the one looked up. Two plugins
 * of one kind with the same id are an error, even if they are the same class in two jars: the order of the class path
 * must not decide.
 */
public final class PluginRegistry {
    /** No plugin of a kind has the id. */
    public static final ErrorCode NOT_FOUND = ErrorCategory.PLUGIN.code(1);

    /** Two plugins of a kind have the same id. */
    public static final ErrorCode CLAIMED_TWICE = ErrorCategory.PLUGIN.code(2);

    /** The chosen plugin was built for another api version. */
    public static final ErrorCode INCOMPATIBLE = ErrorCategory.PLUGIN.code(3);

    private final Map<PluginKind, Map<String, InstalledPlugin>> byKind = new TreeMap<>();
    private final List<BrokenPlugin> broken;

    PluginRegistry(List<InstalledPlugin> installed, List<BrokenPlugin> broken) {
        for (InstalledPlugin plugin : installed) {
            byKind.computeIfAbsent(plugin.kind(), kind -> new TreeMap<>()).put(plugin.id(), plugin);
        }
        this.broken = List.copyOf(broken);
    }

    /**
     * Loads all plugins that service files of {@code loader} and its parents declare.
     *
     * @throws ExeuntException PLUGIN-02 if two plugins of a kind have the same id, or a plugin is in two jars
     */
    public static PluginRegistry load(ClassLoader loader) {
        return PluginScan.of(loader).registry();
    }

    /** Returns the kinds with at least one plugin, sorted by name. */
    public List<PluginKind> kinds() {
        return List.copyOf(byKind.keySet());
    }

    /** Returns all plugins sorted by kind and id, including incompatible ones. */
    public List<InstalledPlugin> plugins() {
        return byKind.values().stream()
                .flatMap(plugins -> plugins.values().stream())
                .toList();
    }

    /** Returns the plugins that create {@code contract}, sorted by id, including incompatible ones. */
    public List<InstalledPlugin> plugins(Class<?> contract) {
        return List.copyOf(
                byKind.getOrDefault(new PluginKind(contract), Map.of()).values());
    }

    /** Returns the plugins that could not be loaded. */
    public List<BrokenPlugin> broken() {
        return broken;
    }

    /**
     * Returns the plugin with an id.
     *
     * @param where file and key of the choice, for the message
     * @throws ExeuntException PLUGIN-01 if not found, PLUGIN-03 if built for another api version
     */
    public InstalledPlugin find(Class<?> contract, String id, String where) {
        Lookup answer = lookUp(contract, id);
        if (answer instanceof Lookup.Refused refused) {
            throw refused.at(where);
        }
        return ((Lookup.Found) answer).plugin();
    }

    /** Returns the plugin with an id, or the reason why it is not available. */
    public Lookup lookUp(Class<?> contract, String id) {
        PluginKind kind = new PluginKind(contract);
        InstalledPlugin plugin = byKind.getOrDefault(kind, Map.of()).get(id);
        if (plugin == null) {
            return notFound(kind, id);
        }
        return plugin.isCompatible() ? new Lookup.Found(plugin) : incompatible(plugin);
    }

    private static Lookup incompatible(InstalledPlugin plugin) {
        return new Lookup.Refused(
                INCOMPATIBLE,
                "%s '%s' in %s was built for api %s, this is api %s"
                        .formatted(
                                plugin.kind(),
                                plugin.id(),
                                plugin.origin().location(),
                                plugin.origin().apiVersion(),
                                ApiVersion.CURRENT),
                Optional.empty(),
                List.of("Use a release of it that was built for api %s, or Exeunt with api %s."
                        .formatted(ApiVersion.CURRENT, plugin.origin().apiVersion())));
    }

    private Lookup notFound(PluginKind kind, String id) {
        List<InstalledPlugin> available = plugins(kind.contract());
        List<String> details = new ArrayList<>();
        details.add(
                available.isEmpty()
                        ? "On the class path: no %s. Add a jar that contains one.".formatted(kind)
                        : "On the class path: " + listed(available)
                                + ". A jar is found in plugins/ or EXEUNT_CLASSPATH, and a plugin in it if "
                                + PluginScan.SERVICE_FILE
                                + " names its class; 'exeunt doctor' examines them.");
        if (!broken.isEmpty()) {
            details.add("%s could not be loaded: %s."
                    .formatted(
                            broken.size() == 1 ? "One plugin" : broken.size() + " plugins",
                            broken.stream().map(BrokenPlugin::toString).collect(joining(", "))));
        }
        return new Lookup.Refused(
                NOT_FOUND,
                "no %s with id '%s'".formatted(kind, id),
                NearMiss.question(
                        id, available.stream().map(InstalledPlugin::id).toList()),
                details);
    }

    /** Returns ids, jar by jar: {@code fedavg, local (strategies 0.3.0), ditto (baselines 0.3.0)}. */
    private static String listed(List<InstalledPlugin> plugins) {
        Map<String, List<InstalledPlugin>> byJar =
                plugins.stream().collect(groupingBy(plugin -> plugin.origin().label(), LinkedHashMap::new, toList()));
        return byJar.entrySet().stream()
                .map(jar -> jar.getValue().stream()
                                .map(plugin -> plugin.id()
                                        + (plugin.isCompatible()
                                                ? ""
                                                : " [incompatible: api "
                                                        + plugin.origin().apiVersion() + "]"))
                                .collect(joining(", "))
                        + " (" + jar.getKey() + ")")
                .collect(joining(", "));
    }
}
