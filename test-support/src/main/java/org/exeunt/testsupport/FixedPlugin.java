package org.exeunt.testsupport;

import java.util.function.Consumer;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;

/** A plugin that returns a given component. */
public final class FixedPlugin<T> extends Plugin<T, NoOptions> {
    private FixedPlugin(Class<? super T> kind, String id, T component, Consumer<PluginContext> context) {
        super(kind, id, "For a test", NoOptions.class, (options, created) -> {
            context.accept(created);
            return component;
        });
    }

    /** Returns the choice of a plugin that returns {@code component}. */
    public static <T> PluginChoice<T> of(Class<? super T> kind, String id, T component) {
        return of(kind, id, component, context -> {});
    }

    /** Returns the same choice; {@code context} receives the plugin context of each creation. */
    public static <T> PluginChoice<T> of(
            Class<? super T> kind, String id, T component, Consumer<PluginContext> context) {
        return PluginChoice.of(new FixedPlugin<>(kind, id, component, context), new NoOptions());
    }
}
