package org.exeunt.config;

import java.util.Optional;

/** Supplies the options of a section that another section determines. */
@FunctionalInterface
interface OpenSection {
    /** For configurations without such a section. */
    OpenSection NONE = context -> {
        throw new IllegalStateException("this configuration has no open section");
    };

    /** Returns the options class; empty if it cannot be determined. */
    Optional<Class<? extends Record>> options(BindingContext context);
}
