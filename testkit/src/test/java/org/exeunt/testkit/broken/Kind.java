package org.exeunt.testkit.broken;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;

/** Lists plugins of a kind with the rules that they break. */
final class Kind<T> {
    private final Class<? super T> kind;
    private final Class<?> contract;
    private final List<CheckedPlugin> plugins = new ArrayList<>();

    Kind(Class<? super T> kind, Class<?> contract) {
        this.kind = kind;
        this.contract = contract;
    }

    record Scale(
            @Option(value = "Factor that some components use", min = 0, max = 1, defaultValue = "1") double factor) {}

    Kind<T> keepsAll(String what, T made) {
        return breaks("", what, made);
    }

    Kind<T> breaks(String rule, String what, T made) {
        return breaksAnew(rule, what, () -> made);
    }

    /** Adds a plugin that returns a new component for each creation. */
    Kind<T> breaksAnew(String rule, String what, Supplier<? extends T> made) {
        return add(rule, what, choice(kind, made));
    }

    /** Adds a plugin with an option. */
    Kind<T> breaksWithOption(String rule, String what, Function<Scale, ? extends T> made) {
        return breaksWithOption(rule, what, contract, made);
    }

    Kind<T> breaksWithOption(String rule, String what, Class<?> checkedBy, Function<Scale, ? extends T> made) {
        Plugin<T, Scale> plugin = Plugin.of(kind, "scaled", Scale.class, made);
        plugins.add(new CheckedPlugin(rule, what, checkedBy, List.of(PluginChoice.of(plugin, new Scale(1)))));
        return this;
    }

    private Kind<T> add(String rule, String what, List<PluginChoice<T>> variants) {
        plugins.add(new CheckedPlugin(rule, what, contract, variants));
        return this;
    }

    List<CheckedPlugin> list() {
        return plugins;
    }

    static <T> List<PluginChoice<T>> choice(Class<? super T> kind, Supplier<? extends T> made) {
        Plugin<T, NoOptions> plugin = Plugin.of(kind, "test", made);
        return List.of(PluginChoice.of(plugin, new NoOptions()));
    }
}
