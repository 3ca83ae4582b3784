package org.exeunt.config.plugins;

import java.util.Optional;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Plugin;

/**
 * A plugin that was loaded.
 *
 * @param plugin the plugin
 * @param kind kind of the plugin
 * @param origin jar or folder of its class
 */
public record InstalledPlugin(Plugin<?, ?> plugin, PluginKind kind, PluginOrigin origin) {
    /** Returns the id, unique within the kind. */
    public String id() {
        return plugin.id();
    }

    /** Returns a description in one sentence. */
    public String summary() {
        return plugin.summary();
    }

    /** Returns the class of the options. */
    public Class<? extends Record> options() {
        return plugin.options();
    }

    /** Returns whether it can be chosen: its jar was built for this api version, or does not state a version. */
    public boolean isCompatible() {
        return origin.isCompatible();
    }

    /** Returns the publication of the method; empty if the plugin has no {@link Citation}. */
    public Optional<String> source() {
        return Optional.ofNullable(plugin.getClass().getAnnotation(Citation.class))
                .map(Citation::value);
    }

    String description() {
        return plugin.getClass().getName() + " in " + origin.location();
    }
}
