package org.exeunt.config.plugins;

import java.util.Locale;

/** Kebab-case names of plugins, options and values in configurations. */
public final class KebabCase {
    /** Matches lower-case words joined by hyphens, such as {@code my-method-2}. */
    public static final String PATTERN = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

    private KebabCase() {}

    /** Converts a name in Java, such as {@code localEpochs} or {@code ExitPolicy}, to {@code local-epochs}. */
    public static String ofName(String name) {
        return name.replaceAll("(?<=.)(?=\\p{Lu})", "-").toLowerCase(Locale.ROOT);
    }

    /** Converts an enum constant, such as {@code PER_CLIENT}, to {@code per-client}. */
    public static String ofConstant(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
