package org.exeunt.config.plugins;

import java.util.Optional;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Plugin;

/**
 * A plugin that was found and answered all questions.
 *
 * @param plugin itself
 * @param kind what it makes
 * @param id unique within the kind
 * @param summary one sentence
 * @param options the class of its options
 * @param apiVersion what it was compiled for
 * @param origin where it comes from
 */
public record InstalledPlugin(
        Plugin<?, ?> plugin,
        PluginKind kind,
        String id,
        String summary,
        Class<? extends Record> options,
        String apiVersion,
        PluginOrigin origin) {
    /** Returns whether it can be chosen: it was compiled for this api. */
    public boolean isCompatible() {
        return apiVersion.equals(ApiVersion.CURRENT);
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
