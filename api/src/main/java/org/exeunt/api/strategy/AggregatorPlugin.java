package org.exeunt.api.strategy;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * A plugin that creates an {@link Aggregator}.
 *
 * @param <O> record of its options
 */
public abstract class AggregatorPlugin<O extends Record> extends Plugin<Aggregator, O> {
    /**
     * Creates a plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param factory creates the component from validated options
     */
    protected AggregatorPlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends Aggregator> factory) {
        super(Aggregator.class, id, summary, options, factory);
    }
}
