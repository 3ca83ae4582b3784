package org.exeunt.config;

import java.util.Locale;

/** Turns Java names into the names of configurations. */
final class Kebab {
    private Kebab() {}

    /** {@code localEpochs} to {@code local-epochs}. */
    static String ofComponent(String name) {
        return name.replaceAll("(?=\\p{Lu})", "-").toLowerCase(Locale.ROOT);
    }

    /** {@code PER_CLIENT} to {@code per-client}. */
    static String ofConstant(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
