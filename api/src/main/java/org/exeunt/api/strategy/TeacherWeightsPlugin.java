package org.exeunt.api.strategy;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates {@link TeacherWeights}.
 *
 * @param <O> record of its options
 */
public abstract class TeacherWeightsPlugin<O extends Record> extends Plugin<TeacherWeights, O> {
    /**
     * Creates a plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param factory creates the component from validated options
     */
    protected TeacherWeightsPlugin(
            String id,
            String summary,
            Class<O> options,
            BiFunction<O, PluginContext, ? extends TeacherWeights> factory) {
        super(TeacherWeights.class, id, summary, options, factory);
    }
}
