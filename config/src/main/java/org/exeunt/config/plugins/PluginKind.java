package org.exeunt.config.plugins;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Optional;

/**
 * A kind of plugin, identified by the type its plugins create.
 *
 * @param contract the type, such as {@link org.exeunt.api.strategy.Strategy}
 */
public record PluginKind(Class<?> contract) implements Comparable<PluginKind> {
    /** Returns the kind of plugins that create a type, whatever its type arguments; empty if it is a type variable. */
    public static Optional<PluginKind> of(Type contract) {
        if (contract instanceof Class<?> plain) {
            return Optional.of(new PluginKind(plain));
        }
        if (contract instanceof WildcardType wildcard) {
            return of(wildcard.getUpperBounds()[0]);
        }
        return contract instanceof ParameterizedType generic ? of(generic.getRawType()) : Optional.empty();
    }

    /** Returns the name for messages, such as {@code coordination policy}. */
    public String label() {
        return id().replace('-', ' ');
    }

    /** Returns the name with its article, such as {@code a strategy} or {@code an exit head}. */
    public String withArticle() {
        return ("aeiou".indexOf(label().charAt(0)) < 0 ? "a " : "an ") + label();
    }

    /** Returns the id in kebab-case, such as {@code coordination-policy}. */
    public String id() {
        return KebabCase.ofName(contract.getSimpleName());
    }

    @Override
    public int compareTo(PluginKind other) {
        int byName = id().compareTo(other.id());
        return byName != 0
                ? byName
                : contract.getName().compareTo(other.contract().getName());
    }

    @Override
    public String toString() {
        return label();
    }
}
