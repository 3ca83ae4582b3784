package org.exeunt.api.exit;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates an {@link ExitPolicy}.
 *
 * @param <O> the record of its options
 */
public abstract class ExitPolicyPlugin<O extends Record> extends Plugin<ExitPolicy, O> {
    /**
     * Describes the plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists
     * @param options class of the options record
     * @param factory creates one from validated options
     */
    protected ExitPolicyPlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends ExitPolicy> factory) {
        super(ExitPolicy.class, id, summary, options, factory);
    }
}
