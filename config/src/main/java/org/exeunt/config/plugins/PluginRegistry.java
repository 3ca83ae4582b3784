package org.exeunt.config.plugins;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.ApiVersion;

/**
 * All plugins of a class loader. Immutable.
 *
 * <p>A plugin that cannot be loaded does not hide others; it is reported when it may be the one looked up. Two plugins
 * of one kind with the same id are an error, even if they are the same list in two jars: the order of the class path
 * must not decide.
 */
public final class PluginRegistry {
    /** Profiles of the build that add plugins of this project, by the id of the plugin. */
    private static final Map<String, String> PROFILES = Map.of("onnx", "pretrained", "spark", "spark");

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
     * @throws ExeuntException PLUGIN-02 if two plugins of a kind have the same id, or a list of plugins is in two jars
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

    /** Returns the plugins that create {@code contract} and can be chosen, sorted by id. */
    public List<InstalledPlugin> choosable(Class<?> contract) {
        return plugins(contract).stream().filter(InstalledPlugin::isCompatible).toList();
    }

    /** Returns the plugins that could not be loaded. */
    public List<BrokenPlugin> broken() {
        return broken;
    }

    /**
     * Returns the plugin with an id.
     *
     * @throws ExeuntException PLUGIN-01 if not found, PLUGIN-03 if built for another api version
     */
    public InstalledPlugin find(Class<?> contract, String id) {
        PluginKind kind = new PluginKind(contract);
        InstalledPlugin plugin = byKind.getOrDefault(kind, Map.of()).get(id);
        if (plugin == null) {
            throw notFound(kind, id);
        }
        if (!plugin.isCompatible()) {
            throw new ExeuntException(
                    Errors.PLUGIN_03,
                    "The %s '%s' in %s was built for api %s, this is api %s. Use releases of both for the same api."
                            .formatted(
                                    kind,
                                    id,
                                    plugin.origin().location(),
                                    plugin.origin().apiVersion(),
                                    ApiVersion.CURRENT));
        }
        return plugin;
    }

    private ExeuntException notFound(PluginKind kind, String id) {
        List<String> ids =
                choosable(kind.contract()).stream().map(InstalledPlugin::id).toList();
        String unloaded = broken.isEmpty()
                ? ""
                : " Not loaded: %s."
                        .formatted(broken.stream().map(BrokenPlugin::toString).collect(joining(", ")));
        return new ExeuntException(
                Errors.PLUGIN_01,
                "There is no %s with id '%s'%s On the class path: %s.%s See 'exeunt doctor'; %s."
                        .formatted(
                                kind,
                                id,
                                NearMiss.ending(id, ids),
                                ids.isEmpty() ? "none" : String.join(", ", ids),
                                unloaded,
                                Optional.ofNullable(PROFILES.get(id))
                                        .map("EXEUNT_PROFILES=%s adds it"::formatted)
                                        .orElse("EXEUNT_CLASSPATH adds jars")));
    }
}
