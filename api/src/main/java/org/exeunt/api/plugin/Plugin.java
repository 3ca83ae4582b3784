package org.exeunt.api.plugin;

import java.util.Objects;
import java.util.function.BiFunction;

/**
 * One choice of one kind: an id, a summary, a record of options, and a factory.
 *
 * <p>Plugins are found by {@link java.util.ServiceLoader} under this type. A plugin extends the class of its kind, such as
 * {@link org.exeunt.api.strategy.StrategyPlugin}, has a public constructor without arguments, keeps no state and is cheap to create.
 * Its jar states the version of the api that it was compiled for in the manifest attribute {@code Exeunt-Api-Version}.
 *
 * @param <T> the type of what it creates
 * @param <O> the record of its options
 */
public abstract class Plugin<T, O extends Record> {
    private final Class<? super T> kind;
    private final String id;
    private final String summary;
    private final Class<O> options;
    private final BiFunction<O, PluginContext, ? extends T> factory;

    /**
     * Describes a plugin; called by the class of a kind.
     *
     * @param kind contract of the kind
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists
     * @param options class of the options record
     * @param factory creates one from validated options
     * @throws NullPointerException if an argument is null
     */
    protected Plugin(
            Class<? super T> kind,
            String id,
            String summary,
            Class<O> options,
            BiFunction<O, PluginContext, ? extends T> factory) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.id = Objects.requireNonNull(id, "id");
        this.summary = Objects.requireNonNull(summary, "summary");
        this.options = Objects.requireNonNull(options, "options");
        this.factory = Objects.requireNonNull(factory, "factory");
    }

    /** Returns the contract of the kind, such as {@link org.exeunt.api.strategy.Strategy}. */
    public final Class<? super T> kind() {
        return kind;
    }

    /** Returns the name used in configurations: kebab-case, unique within the kind, never reused once released. */
    public final String id() {
        return id;
    }

    /** Returns one sentence that helps users to choose. */
    public final String summary() {
        return summary;
    }

    /** Returns the class of the options record; every component carries {@link Option}. */
    public final Class<O> options() {
        return options;
    }

    /**
     * Creates one.
     *
     * @param chosen validated options
     * @throws IllegalArgumentException if the options contradict each other
     */
    public final T create(O chosen, PluginContext context) {
        return factory.apply(chosen, context);
    }
}
