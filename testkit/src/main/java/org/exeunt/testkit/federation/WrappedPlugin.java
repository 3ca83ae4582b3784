package org.exeunt.testkit.federation;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyPlugin;

/**
 * A plugin that makes what another one makes, wrapped, under the same id and options; for whole runs.
 *
 * @param <O> its options
 */
public final class WrappedPlugin<O extends Record> extends StrategyPlugin<O> {
    /** Wraps strategies. */
    @FunctionalInterface
    public interface Wrapper {
        /** Returns a strategy that works through another one. */
        Strategy<?> around(Strategy<?> strategy);
    }

    private WrappedPlugin(Plugin<? extends Strategy<?>, O> plugin, Wrapper wrapper) {
        super(
                plugin.id(),
                plugin.summary(),
                plugin.options(),
                (options, context) -> wrapper.around(plugin.create(options, context)));
    }

    /** Returns a choice that makes what {@code choice} makes, wrapped. */
    public static PluginChoice<Strategy<?>> around(PluginChoice<Strategy<?>> choice, Wrapper wrapper) {
        return around(choice.plugin(), choice.options(), wrapper);
    }

    private static <O extends Record> PluginChoice<Strategy<?>> around(
            Plugin<? extends Strategy<?>, O> plugin, Record options, Wrapper wrapper) {
        return PluginChoice.of(
                new WrappedPlugin<>(plugin, wrapper), plugin.options().cast(options));
    }
}
