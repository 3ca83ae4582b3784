package org.exeunt.api.network;

import java.util.Objects;
import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * A plugin that creates an {@link Engine}.
 *
 * @param <O> record of its options
 * @param <N> record of the options of its networks
 */
public abstract class EnginePlugin<O extends Record, N extends Record> extends Plugin<Engine<N>, O> {
    private final Class<N> networkOptions;

    /**
     * Creates a plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param networkOptions class of the record that the configuration's {@code network} section is read into
     * @param factory creates the component from validated options
     */
    protected EnginePlugin(
            String id,
            String summary,
            Class<O> options,
            Class<N> networkOptions,
            BiFunction<O, PluginContext, ? extends Engine<N>> factory) {
        super(Engine.class, id, summary, options, factory);
        this.networkOptions = Objects.requireNonNull(networkOptions, "networkOptions");
    }

    /**
     * Returns the record class that the {@code network} section of the configuration is read into; every component has
     * an {@link org.exeunt.api.plugin.Option} annotation.
     */
    public final Class<N> networkOptions() {
        return networkOptions;
    }
}
