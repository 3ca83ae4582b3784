package org.exeunt.config.plugins;

/** How plugins and their options are named in configurations. */
public final class KebabCase {
    /** Matches lower-case words joined by hyphens, such as {@code my-method-2}. */
    public static final String PATTERN = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

    private KebabCase() {}
}
