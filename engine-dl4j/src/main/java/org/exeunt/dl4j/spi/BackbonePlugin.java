package org.exeunt.dl4j.spi;

import java.util.function.BiFunction;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;

/**
 * Creates a {@link Backbone}.
 *
 * @param <O> the record of its options
 */
public abstract class BackbonePlugin<O extends Record> extends Plugin<Backbone, O> {
    /**
     * Describes the plugin.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists
     * @param options class of the options record
     * @param factory creates one from validated options
     */
    protected BackbonePlugin(
            String id, String summary, Class<O> options, BiFunction<O, PluginContext, ? extends Backbone> factory) {
        super(Backbone.class, id, summary, options, factory);
    }
}
