package org.exeunt.api.strategy;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * A plugin that creates a {@link ClientExecutor}.
 *
 * @param <O> record of its options
 */
public abstract class ClientExecutorPlugin<O extends Record> extends Plugin<ClientExecutor, O> {
    /**
     * Creates a plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param factory creates the component from validated options
     */
    protected ClientExecutorPlugin(
            String id,
            String summary,
            Class<O> options,
            BiFunction<O, PluginContext, ? extends ClientExecutor> factory) {
        super(ClientExecutor.class, id, summary, options, factory);
    }
}
