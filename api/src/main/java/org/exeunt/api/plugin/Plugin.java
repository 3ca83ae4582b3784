package org.exeunt.api.plugin;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * A named implementation of one kind of component: an id, a summary, a record of options and a factory.
 *
 * <p>Plugins are found by {@link java.util.ServiceLoader} under this type. A plugin extends this class, has a public
 * constructor without parameters, keeps no state and is cheap to create. The type arguments are its kind, such as
 * {@code Strategy<?>}, and its options. The manifest of its jar names the version of the api that it was compiled for in
 * the attribute {@code Exeunt-Api-Version}.
 *
 * @param <T> type of the created component, an interface of the api or of an engine
 * @param <O> record of its options, {@link NoOptions} without any
 */
public abstract class Plugin<T, O extends Record> {
    private final Class<? super T> kind;
    private final String id;
    private final String summary;
    private final Class<O> options;
    private final BiFunction<O, PluginContext, ? extends T> factory;

    /**
     * Creates a plugin of the kind and with the options that the class gives as type arguments of {@code Plugin}.
     *
     * @param id name in configurations, kebab-case
     * @param summary one sentence for lists of plugins
     * @param factory creates the component from validated options
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if a type argument is not given
     */
    @SuppressWarnings("unchecked") // the compiler has checked the type arguments
    protected Plugin(String id, String summary, BiFunction<O, PluginContext, ? extends T> factory) {
        this.kind = (Class<? super T>) argument(0);
        this.id = Objects.requireNonNull(id, "id");
        this.summary = Objects.requireNonNull(summary, "summary");
        this.options = (Class<O>) argument(1);
        this.factory = Objects.requireNonNull(factory, "factory");
    }

    /**
     * Creates a plugin of a class that has type parameters itself.
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
        this.kind = Objects.requireNonNull(kind, "kind");
        this.id = Objects.requireNonNull(id, "id");
        this.summary = Objects.requireNonNull(summary, "summary");
        this.options = Objects.requireNonNull(options, "options");
        this.factory = Objects.requireNonNull(factory, "factory");
    }

    private Class<?> argument(int index) {
        Class<?> declaring = getClass();
        while (declaring.getSuperclass() != Plugin.class) {
            declaring = declaring.getSuperclass();
        }
        if (declaring.getGenericSuperclass() instanceof ParameterizedType plugin) {
            Type argument = plugin.getActualTypeArguments()[index];
            if (argument instanceof ParameterizedType generic) {
                argument = generic.getRawType();
            }
            if (argument instanceof Class<?> given) {
                return given;
            }
        }
        throw new IllegalArgumentException(
                "%s does not name its kind and options: extend Plugin<Kind, Options>".formatted(declaring.getName()));
    }

    /** Returns the interface of the kind, such as {@link org.exeunt.api.strategy.Strategy}. */
    public final Class<? super T> kind() {
        return kind;
    }

    /** Returns the name in configurations: kebab-case, unique within the kind, never reused once released. */
    public final String id() {
        return id;
    }

    /** Returns a one-sentence summary for lists of plugins. */
    public final String summary() {
        return summary;
    }

    /** Returns the class of the options record; every component has an {@link Option} annotation. */
    public final Class<O> options() {
        return options;
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
