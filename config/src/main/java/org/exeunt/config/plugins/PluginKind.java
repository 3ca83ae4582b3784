package org.exeunt.config.plugins;

import java.util.Locale;

/**
 * One kind of plugin, known by the contract its plugins make.
 *
 * @param contract such as {@link org.exeunt.api.strategy.Strategy}
 */
public record PluginKind(Class<?> contract) implements Comparable<PluginKind> {
    /** Returns the name people read, such as {@code coordination policy}. */
    public String label() {
        return id().replace('-', ' ');
    }

    /** Returns the name of one of the kind, such as {@code a strategy}, {@code an exit head} or {@code teacher weights}. */
    public String one() {
        if (label().endsWith("s")) {
            return label();
        }
        return ("aeiou".indexOf(label().charAt(0)) < 0 ? "a " : "an ") + label();
    }

    /** Returns the name for scripts and keys, such as {@code coordination-policy}. */
    public String id() {
        return contract.getSimpleName().replaceAll("(?<=.)(?=\\p{Lu})", "-").toLowerCase(Locale.ROOT);
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
