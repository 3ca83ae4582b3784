package org.exeunt.api.tracking;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * A plugin that creates a {@link RunTracker}.
 *
 * @param <O> record of its options
 */
public abstract class RunTrackerPlugin<O extends Record> extends Plugin<RunTracker, O> {
    /**
     * Creates a plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param factory creates the component from validated options
     */
    protected RunTrackerPlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends RunTracker> factory) {
        super(RunTracker.class, id, summary, options, factory);
    }
}
