package org.exeunt.api.plugin;

/**
 * A plugin chosen in a configuration, with its validated options. An option of type {@code PluginChoice<Backbone>} is
 * read from {@code {"type": id, ...options}}.
 *
 * @param plugin the chosen plugin
 * @param options instance of the plugin's options record
 * @param <T> type of the created component
 */
public record PluginChoice<T>(Plugin<? extends T, ?> plugin, Record options) {
    public PluginChoice {
        if (!plugin.options().isInstance(options)) {
            throw new IllegalArgumentException(
                    "options of '%s' are a %s, given %s".formatted(plugin.id(), plugin.options(), options));
        }
    }

    /** Returns the choice of a plugin with options. */
    public static <T, O extends Record> PluginChoice<T> of(Plugin<? extends T, O> plugin, O options) {
        return new PluginChoice<>(plugin, options);
    }

    /** Creates the chosen component. */
    public T create(PluginContext context) {
        return create(plugin, context);
    }

    private <P extends T, O extends Record> P create(Plugin<P, O> chosen, PluginContext context) {
        return chosen.create(chosen.options().cast(options), context);
    }
}
