package org.exeunt.config.plugins;

import java.util.Optional;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Plugin;

/**
 * A plugin that was found and loaded.
 *
 * @param plugin itself
 * @param kind what it makes
 * @param origin where it comes from
 */
public record InstalledPlugin(Plugin<?, ?> plugin, PluginKind kind, PluginOrigin origin) {
    /** Returns the id, unique within the kind. */
    public String id() {
        return plugin.id();
    }

    /** Returns one sentence that helps users to choose. */
    public String summary() {
        return plugin.summary();
    }

    /** Returns the class of the options. */
    public Class<? extends Record> options() {
        return plugin.options();
    }

    /** Returns whether it can be chosen: its jar was built for this api, or does not state for which. */
    public boolean isCompatible() {
        return origin.isCompatible();
    }

    /** Returns where what it makes was published; empty if it says nothing. */
    public Optional<String> source() {
        return Optional.ofNullable(plugin.getClass().getAnnotation(Citation.class))
                .map(Citation::value);
    }

    String claim() {
        return plugin.getClass().getName() + " in " + origin.place();
    }
}
