package org.exeunt.api.plugin;

/**
 * A plugin chosen in a configuration, with its validated options. An options component of type {@code PluginChoice<Backbone>} is read from
 * {@code {"type": id, ...options}}.
 *
 * @param plugin the chosen plugin
 * @param options an instance of its options record
 * @param <T> what it makes
 */
public record PluginChoice<T>(Plugin<? extends T, ?> plugin, Record options) {
    public PluginChoice {
        if (!plugin.options().isInstance(options)) {
            throw new IllegalArgumentException(
                    "options of '%s' are a %s, given %s".formatted(plugin.id(), plugin.options(), options));
        }
    }

    /** Returns the choice of a plugin. */
    public static <T, O extends Record> PluginChoice<T> of(Plugin<? extends T, O> plugin, O options) {
        return new PluginChoice<>(plugin, options);
    }

    /** Makes what was chosen. */
    public T create(PluginContext context) {
        return create(plugin, context);
    }

    private <P extends T, O extends Record> P create(Plugin<P, O> chosen, PluginContext context) {
        return chosen.create(chosen.options().cast(options), context);
    }
}
