package org.exeunt.api.network;

import java.util.Objects;
import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates an {@link Engine}.
 *
 * @param <O> the record of its options
 * @param <N> the record of the options of its networks
 */
public abstract class EnginePlugin<O extends Record, N extends Record> extends Plugin<Engine<N>, O> {
    private final Class<N> networkOptions;

    /**
     * Describes the plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists
     * @param options class of the options record
     * @param networkOptions class of the record that the configuration's {@code network} section is read into
     * @param factory creates one from validated options
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

    /** Returns the class that the configuration's {@code network} section is read into; every component carries an option annotation. */
    public final Class<N> networkOptions() {
        return networkOptions;
    }
}
