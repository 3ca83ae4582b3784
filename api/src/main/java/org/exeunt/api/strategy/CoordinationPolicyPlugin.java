package org.exeunt.api.strategy;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates a {@link CoordinationPolicy}.
 *
 * @param <O> the record of its options
 */
public abstract class CoordinationPolicyPlugin<O extends Record> extends Plugin<CoordinationPolicy, O> {
    /**
     * Describes the plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists
     * @param options class of the options record
     * @param factory creates one from validated options
     */
    protected CoordinationPolicyPlugin(
            String id,
            String summary,
            Class<O> options,
            BiFunction<O, PluginContext, ? extends CoordinationPolicy> factory) {
        super(CoordinationPolicy.class, id, summary, options, factory);
    }
}
