package org.exeunt.testkit.federation;

import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.Strategy;

/**
 * A plugin that makes what another one makes, wrapped, under the same id and options; for whole runs.
 *
 * @param <O> its options
 */
public final class WrappedPlugin<O extends Record> implements Plugin<Strategy<?>, O> {
    /** Wraps strategies. */
    @FunctionalInterface
    public interface Wrapper {
        /** Returns a strategy that works through another one. */
        Strategy<?> around(Strategy<?> strategy);
    }

    private final Plugin<? extends Strategy<?>, O> plugin;
    private final Wrapper wrapper;

    private WrappedPlugin(Plugin<? extends Strategy<?>, O> plugin, Wrapper wrapper) {
        this.plugin = plugin;
        this.wrapper = wrapper;
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

    @Override
    public Class<?> kind() {
        return plugin.kind();
    }

    @Override
    public String id() {
        return plugin.id();
    }

    @Override
    public String summary() {
        return plugin.summary();
    }

    @Override
    public Class<O> options() {
        return plugin.options();
    }

    @Override
    public String apiVersion() {
        return plugin.apiVersion();
    }

    @Override
    public Strategy<?> create(O options, PluginContext context) {
        return wrapper.around(plugin.create(options, context));
    }
}
