package org.exeunt.api.data;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates a {@link Partitioner}.
 *
 * @param <O> the record of its options
 */
public abstract class PartitionerPlugin<O extends Record> extends Plugin<Partitioner, O> {
    /**
     * Describes the plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists
     * @param options class of the options record
     * @param factory creates one from validated options
     */
    protected PartitionerPlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends Partitioner> factory) {
        super(Partitioner.class, id, summary, options, factory);
    }
}
