package org.exeunt.dl4j.spi;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates a {@link Backbone}.
 *
 * @param <O> record of the options
 */
public abstract class BackbonePlugin<O extends Record> extends Plugin<Backbone, O> {
    /**
     * Creates the plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for plugin lists
     * @param options class of the options record
     * @param factory creates a backbone from validated options
     */
    protected BackbonePlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends Backbone> factory) {
        super(Backbone.class, id, summary, options, factory);
    }
}
