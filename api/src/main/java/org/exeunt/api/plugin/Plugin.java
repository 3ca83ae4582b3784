package org.exeunt.api.plugin;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A named implementation of one kind of component: an id, a summary, a record of options and a factory.
 *
 * <p>A plugin is an entry of a list, {@link Plugins}, and is created by one of the methods {@code of}. Only a plugin
 * that can do more than create its component is a subclass, such as one that detects the format of a file. Immutable.
 *
 * @param <T> type of the created component, an interface of the api or of an engine
 * @param <O> record of its options, {@link NoOptions} without any
 */
public class Plugin<T, O extends Record> {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final Class<? super T> kind;
    private final String id;
    private final String summary;
    private final Class<O> options;
    private final BiFunction<O, PluginContext, ? extends T> factory;
    private final Class<?> declaredBy;
    private final String citation;

    /**
     * Creates a plugin; for subclasses.
     *
     * @param kind interface of the kind
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param options class of the options record
     * @param factory creates the component from validated options
     * @throws NullPointerException if an argument is null
     */
    protected Plugin(
            Class<? super T> kind,
            String id,
            String summary,
            Class<O> options,
            BiFunction<O, PluginContext, ? extends T> factory) {
        this(kind, id, summary, options, factory, null, "");
    }

    private Plugin(
            Class<? super T> kind,
            String id,
            String summary,
            Class<O> options,
            BiFunction<O, PluginContext, ? extends T> factory,
            @Nullable Class<?> declaredBy,
            String citation) {
        this.kind = Objects.requireNonNull(kind, "kind");
        this.id = Objects.requireNonNull(id, "id");
        this.summary = Objects.requireNonNull(summary, "summary");
        this.options = Objects.requireNonNull(options, "options");
        this.factory = Objects.requireNonNull(factory, "factory");
        this.declaredBy = declaredBy == null ? getClass() : declaredBy;
        this.citation = Objects.requireNonNull(citation, "citation");
    }

    /**
     * Returns a plugin without a summary, whose component uses services of the run.
     *
     * @param kind interface of the kind, such as {@link org.exeunt.api.strategy.Strategy}
     * @param id name in configurations, kebab-case
     * @param options class of the options record
     * @param factory creates the component from validated options
     * @throws NullPointerException if an argument is null
     */
    public static <T, O extends Record> Plugin<T, O> of(
            Class<? super T> kind, String id, Class<O> options, BiFunction<O, PluginContext, ? extends T> factory) {
        return new Plugin<>(kind, id, "", options, factory, STACK.getCallerClass(), "");
    }

    /** Returns a plugin whose component needs only its options; otherwise as the other methods {@code of}. */
    public static <T, O extends Record> Plugin<T, O> of(
            Class<? super T> kind, String id, Class<O> options, Function<O, ? extends T> factory) {
        Objects.requireNonNull(factory, "factory");
        return new Plugin<>(
                kind, id, "", options, (chosen, context) -> factory.apply(chosen), STACK.getCallerClass(), "");
    }

    /** Returns a plugin without options; otherwise as the other methods {@code of}. */
    public static <T> Plugin<T, NoOptions> of(Class<? super T> kind, String id, Supplier<? extends T> factory) {
        Objects.requireNonNull(factory, "factory");
        return new Plugin<>(
                kind, id, "", NoOptions.class, (none, context) -> factory.get(), STACK.getCallerClass(), "");
    }

    /**
     * Returns this plugin, which {@code of} has created, with a summary.
     *
     * @param sentence for lists of plugins, without a full stop
     */
    public final Plugin<T, O> summary(String sentence) {
        return new Plugin<>(kind, id, sentence, options, factory, declaredBy, citation);
    }

    /**
     * Returns this plugin, which {@code of} has created, with the publication that describes what it creates.
     *
     * @param publication authors, title or name, venue and year, and an identifier such as an arXiv number
     */
    public final Plugin<T, O> cite(String publication) {
        return new Plugin<>(kind, id, summary, options, factory, declaredBy, publication);
    }

    /** Returns the interface of the kind, such as {@link org.exeunt.api.strategy.Strategy}. */
    public final Class<? super T> kind() {
        return kind;
    }

    /** Returns the name in configurations: kebab-case, unique within the kind, never reused once released. */
    public final String id() {
        return id;
    }

    /** Returns a one-sentence summary for lists of plugins; empty if none is given, which breaks rule P4. */
    public final String summary() {
        return summary;
    }

    /** Returns the class of the options record; every component has an {@link Option} annotation. */
    public final Class<O> options() {
        return options;
    }

    /** Returns the publication that describes what it creates; empty if none is given. */
    public final Optional<String> citation() {
        return Optional.of(citation).filter(given -> !given.isEmpty());
    }

    /** Returns the class that called {@code of}, usually a {@link Plugins}, or the subclass; its jar is the plugin's. */
    public final Class<?> declaredBy() {
        return declaredBy;
    }

    /**
     * Creates the component.
     *
     * @param chosen validated options
     * @param context services of the run
     * @throws IllegalArgumentException if the options contradict each other
     */
    public final T create(O chosen, PluginContext context) {
        return factory.apply(chosen, context);
    }
}
