package org.exeunt.testkit.federation;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyPlugin;

/**
 * A plugin that creates the strategy of another plugin in a wrapper, with the same id and options; for whole runs.
 *
 * @param <O> record of its options
 */
public final class WrappedPlugin<O extends Record> extends StrategyPlugin<O> {
    /** Wraps strategies. */
    @FunctionalInterface
    public interface Wrapper {
        /** Returns a strategy that wraps {@code strategy}. */
        Strategy<?> around(Strategy<?> strategy);
    }

    private WrappedPlugin(Plugin<? extends Strategy<?>, O> plugin, Wrapper wrapper) {
        super(
                plugin.id(),
                plugin.summary(),
                plugin.options(),
                (options, context) -> wrapper.around(plugin.create(options, context)));
    }

    /** Returns a choice that creates the strategy of {@code choice} in a wrapper. */
    public static PluginChoice<Strategy<?>> around(PluginChoice<Strategy<?>> choice, Wrapper wrapper) {
        return around(choice.plugin(), choice.options(), wrapper);
    }

    private static <O extends Record> PluginChoice<Strategy<?>> around(
            Plugin<? extends Strategy<?>, O> plugin, Record options, Wrapper wrapper) {
        return PluginChoice.of(
                new WrappedPlugin<>(plugin, wrapper), plugin.options().cast(options));
    }
}
