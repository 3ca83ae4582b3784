package org.exeunt.config.plugins;

import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.plugin.Plugin;

/** Registries of given plugins. */
public final class GivenPlugins {
    private GivenPlugins() {}

    /** Returns a registry that contains exactly these plugins. */
    public static PluginRegistry registryOf(Plugin<?, ?>... plugins) {
        return new PluginRegistry(
                Stream.of(plugins)
                        .map(plugin -> new InstalledPlugin(
                                plugin, new PluginKind(plugin.kind()), PluginOrigin.of(plugin.declaredBy())))
                        .toList(),
                List.of());
    }
}
