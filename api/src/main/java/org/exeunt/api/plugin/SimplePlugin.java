package org.exeunt.api.plugin;

import java.util.function.BiFunction;

/**
 * A plugin stated in one constructor call; extended by a class with a public constructor without arguments.
 *
 * @param <T> what it makes
 * @param <O> its options
 */
public abstract class SimplePlugin<T, O extends Record> implements Plugin<T, O> {
    private final Class<? super T> kind;
    private final String id;
    private final String summary;
    private final Class<O> options;
    private final String apiVersion;
    private final BiFunction<O, PluginContext, ? extends T> factory;

    /**
     * States the plugin.
     *
     * @param kind contract of the kind
     * @param id name in configurations, kebab-case
     * @param summary one sentence
     * @param options class of the options record
     * @param apiVersion always {@link ApiVersion#CURRENT}, written by the subclass so that its jar remembers it
     * @param factory makes one from validated options
     */
    protected SimplePlugin(
            Class<? super T> kind,
            String id,
            String summary,
            Class<O> options,
            String apiVersion,
            BiFunction<O, PluginContext, ? extends T> factory) {
        this.kind = kind;
        this.id = id;
        this.summary = summary;
        this.options = options;
        this.apiVersion = apiVersion;
        this.factory = factory;
    }

    @Override
    public Class<?> kind() {
        return kind;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public Class<O> options() {
        return options;
    }

    @Override
    public String apiVersion() {
        return apiVersion;
    }

    @Override
    public T create(O chosen, PluginContext context) {
        return factory.apply(chosen, context);
    }
}
