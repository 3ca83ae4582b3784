package org.exeunt.testkit.asserting;

import org.exeunt.api.plugin.Choice;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.round.Strategy;

/** Says what another plugin says and makes what it makes, wrapped. */
final class AssertingPlugin<O extends Record> implements Plugin<Strategy<?>, O> {
    private final Plugin<? extends Strategy<?>, O> plugin;

    private AssertingPlugin(Plugin<? extends Strategy<?>, O> plugin) {
        this.plugin = plugin;
    }

    static Choice<Strategy<?>> around(Choice<Strategy<?>> choice) {
        return around(choice.plugin(), choice.options());
    }

    private static <O extends Record> Choice<Strategy<?>> around(
            Plugin<? extends Strategy<?>, O> plugin, Record options) {
        return Choice.of(new AssertingPlugin<>(plugin), plugin.options().cast(options));
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
        return wrapped(plugin.create(options, context));
    }

    private static <S extends Record> Strategy<S> wrapped(Strategy<S> strategy) {
        return new AssertingStrategy<>(strategy);
    }
}
