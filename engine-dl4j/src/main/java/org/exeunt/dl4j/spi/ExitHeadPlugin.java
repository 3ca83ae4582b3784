package org.exeunt.dl4j.spi;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates an {@link ExitHead}.
 *
 * @param <O> the record of its options
 */
public abstract class ExitHeadPlugin<O extends Record> extends Plugin<ExitHead, O> {
    /**
     * Describes the plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists
     * @param options class of the options record
     * @param factory creates one from validated options
     */
    protected ExitHeadPlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends ExitHead> factory) {
        super(ExitHead.class, id, summary, options, factory);
    }
}
