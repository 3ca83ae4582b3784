package org.exeunt.api.data;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * A plugin that creates a {@link DatasetSource}.
 *
 * @param <O> record of its options
 */
public abstract class DatasetPlugin<O extends Record> extends Plugin<DatasetSource, O> {
    /**
     * Creates a plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param factory creates the component from validated options
     */
    protected DatasetPlugin(
            String id,
            String summary,
            Class<O> options,
            BiFunction<O, PluginContext, ? extends DatasetSource> factory) {
        super(DatasetSource.class, id, summary, options, factory);
    }
}
