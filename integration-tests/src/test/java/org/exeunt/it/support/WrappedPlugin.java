package org.exeunt.it.support;

import java.util.function.UnaryOperator;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;

/** A plugin that creates the strategy of another plugin in a wrapper, with the same id and options. */
public final class WrappedPlugin<O extends Record> extends Plugin<Strategy<?>, O> {
    private WrappedPlugin(Plugin<? extends Strategy<?>, O> plugin, UnaryOperator<Strategy<?>> wrapper) {
        super(
                Strategy.class,
                plugin.id(),
                plugin.summary(),
                plugin.options(),
                (options, context) -> wrapper.apply(plugin.create(options, context)));
    }

    public static PluginChoice<Strategy<?>> around(
            PluginChoice<Strategy<?>> choice, UnaryOperator<Strategy<?>> wrapper) {
        return around(choice.plugin(), choice.options(), wrapper);
    }

    private static <O extends Record> PluginChoice<Strategy<?>> around(
            Plugin<? extends Strategy<?>, O> plugin, Record options, UnaryOperator<Strategy<?>> wrapper) {
        return PluginChoice.of(
                new WrappedPlugin<>(plugin, wrapper), plugin.options().cast(options));
    }
}
