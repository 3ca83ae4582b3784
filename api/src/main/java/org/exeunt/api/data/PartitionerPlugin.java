package org.exeunt.api.data;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * A plugin that creates a {@link Partitioner}.
 *
 * @param <O> record of its options
 */
public abstract class PartitionerPlugin<O extends Record> extends Plugin<Partitioner, O> {
    /**
     * Creates a plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param factory creates the component from validated options
     */
    protected PartitionerPlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends Partitioner> factory) {
        super(Partitioner.class, id, summary, options, factory);
    }
}
