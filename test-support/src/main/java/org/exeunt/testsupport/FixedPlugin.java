package org.exeunt.testsupport;

import java.util.function.Consumer;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;

/** Plugins that return a given component. */
public final class FixedPlugin {
    private FixedPlugin() {}

    /** Returns the choice of a plugin that returns {@code component}. */
    public static <T> PluginChoice<T> of(Class<? super T> kind, String id, T component) {
        return of(kind, id, component, context -> {});
    }

    /** Returns the same choice; {@code context} receives the plugin context of each creation. */
    public static <T> PluginChoice<T> of(
            Class<? super T> kind, String id, T component, Consumer<PluginContext> context) {
        Plugin<T, NoOptions> plugin = Plugin.of(kind, id, NoOptions.class, (none, created) -> {
            context.accept(created);
            return component;
        });
        return PluginChoice.of(plugin, new NoOptions());
    }
}
