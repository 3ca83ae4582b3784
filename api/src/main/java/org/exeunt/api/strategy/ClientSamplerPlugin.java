package org.exeunt.api.strategy;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * A plugin that creates a {@link ClientSampler}.
 *
 * @param <O> record of its options
 */
public abstract class ClientSamplerPlugin<O extends Record> extends Plugin<ClientSampler, O> {
    /**
     * Creates a plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param factory creates the component from validated options
     */
    protected ClientSamplerPlugin(
            String id,
            String summary,
            Class<O> options,
            BiFunction<O, PluginContext, ? extends ClientSampler> factory) {
        super(ClientSampler.class, id, summary, options, factory);
    }
}
