package org.exeunt.api.plugin;

/**
 * One choice of one kind: an id, a sentence, a record of options, and how to make the thing from them.
 *
 * <p>Found by {@link java.util.ServiceLoader} under this type. Implementations have a public constructor without arguments, keep no state and
 * are cheap to create; they usually extend {@link SimplePlugin}. Who states the methods one by one begins with the sub-interface of the kind, such
 * as {@link org.exeunt.api.strategy.StrategyPlugin}.
 *
 * @param <T> what it makes
 * @param <O> its options
 */
public interface Plugin<T, O extends Record> {
    /** Returns the contract of the kind, such as {@link org.exeunt.api.strategy.Strategy}. */
    Class<?> kind();

    /** Returns the name used in configurations: kebab-case, unique within the kind, never given to anything else once released. */
    String id();

    /** Returns one sentence for people choosing. */
    String summary();

    /** Returns the class of its options; every component carries {@link Option}. */
    Class<O> options();

    /**
     * Returns {@link ApiVersion#CURRENT}. The compiler copies the constant into the plugin, so an old jar still tells which api it was compiled
     * for.
     */
    String apiVersion();

    /**
     * Makes one.
     *
     * @param options validated
     * @throws IllegalArgumentException if the options contradict each other
     */
    T create(O options, PluginContext context);
}
