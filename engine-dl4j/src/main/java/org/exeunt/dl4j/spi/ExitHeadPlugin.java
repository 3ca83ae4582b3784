package org.exeunt.dl4j.spi;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates an {@link ExitHead}.
 *
 * @param <O> record of the options
 */
public abstract class ExitHeadPlugin<O extends Record> extends Plugin<ExitHead, O> {
    /**
     * Creates the plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for plugin lists
     * @param options class of the options record
     * @param factory creates a head from validated options
     */
    protected ExitHeadPlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends ExitHead> factory) {
        super(ExitHead.class, id, summary, options, factory);
    }
}
