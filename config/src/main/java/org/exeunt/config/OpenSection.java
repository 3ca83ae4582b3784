package org.exeunt.config;

import java.util.Optional;

/** Knows the options of a section that depend on another section. */
@FunctionalInterface
interface OpenSection {
    /** A configuration without such a section. */
    OpenSection NONE = reading -> {
        throw new IllegalStateException("this configuration has no open section");
    };

    /** Returns the options; empty if they cannot be told, the reason being told to {@code reading}. */
    Optional<Class<? extends Record>> options(BindingContext reading);
}
