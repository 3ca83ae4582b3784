package org.exeunt.api.strategy;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates a {@link Strategy}.
 *
 * @param <O> the record of its options
 */
public abstract class StrategyPlugin<O extends Record> extends Plugin<Strategy<?>, O> {
    /**
     * Describes the plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists
     * @param options class of the options record
     * @param factory creates one from validated options
     */
    protected StrategyPlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends Strategy<?>> factory) {
        super(Strategy.class, id, summary, options, factory);
    }
}
