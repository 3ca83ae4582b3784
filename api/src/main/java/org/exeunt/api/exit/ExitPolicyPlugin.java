package org.exeunt.api.exit;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * A plugin that creates an {@link ExitPolicy}.
 *
 * @param <O> record of its options
 */
public abstract class ExitPolicyPlugin<O extends Record> extends Plugin<ExitPolicy, O> {
    /**
     * Creates a plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param factory creates the component from validated options
     */
    protected ExitPolicyPlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends ExitPolicy> factory) {
        super(ExitPolicy.class, id, summary, options, factory);
    }
}
