package org.exeunt.config.plugins;

import java.util.Optional;
import org.exeunt.api.plugin.Plugin;

/**
 * A plugin that was loaded.
 *
 * @param plugin the plugin
 * @param kind kind of the plugin
 * @param origin jar or folder of the list that declares it
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

    /** Returns the publication of the method; empty if the plugin names none. */
    public Optional<String> source() {
        return plugin.citation();
    }

    String description() {
        return plugin.declaredBy().getName() + " in " + origin.location();
    }
}
