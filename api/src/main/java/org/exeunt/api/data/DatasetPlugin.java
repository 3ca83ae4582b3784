package org.exeunt.api.data;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates a {@link DatasetSource}.
 *
 * @param <O> the record of its options
 */
public abstract class DatasetPlugin<O extends Record> extends Plugin<DatasetSource, O> {
    /**
     * Describes the plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists
     * @param options class of the options record
     * @param factory creates one from validated options
     */
    protected DatasetPlugin(
            String id,
            String summary,
            Class<O> options,
            BiFunction<O, PluginContext, ? extends DatasetSource> factory) {
        super(DatasetSource.class, id, summary, options, factory);
    }
}
